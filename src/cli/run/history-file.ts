import type {Plan} from '../../drill/plan/plan.js';
import type {EventTypes} from '../../events/events.js';
import {HISTORY_FILE, isOver} from '../../history/config/load.js';
import type {HistoryFile} from '../../history/config/schema.js';
import {DEFAULT_STORE} from '../../history/store/place.js';

/** What the flag means, for `--help`. */
export const HISTORY_FILE_HELP = `quarantine, and where runs are kept; default: ${HISTORY_FILE} of this folder, if it is there`;

/** What `--history` means where one is read. */
export const HISTORY_HELP = `where the history is: file:PATH or postgres://…; default: as history.yaml says, or ${DEFAULT_STORE}`;

/** What the history file says of the scenarios of a plan, on this day. */
export const quarantinedIn = (
  {scenarios}: Pick<Plan, 'scenarios'>,
  {quarantine}: HistoryFile,
  now: Date,
): EventTypes['scenario.quarantined'][] =>
  quarantine
    .filter(({scenario}) => scenarios.some(({id}) => id === scenario))
    .map(entry => ({...entry, expired: isOver(entry, now)}));

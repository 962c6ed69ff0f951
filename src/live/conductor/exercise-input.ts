import type {DrillControl} from '../../drill/control.js';
import type {Turns} from '../../drill/turns.js';
import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import type {Table} from '../../tabletop/paper/table.js';
import type {Opening} from './opening.js';
import type {Roster} from './roster.js';
import type {Teaching} from './teaching.js';

/** What a conductor is given. */
export interface ExerciseInput extends Opening {
  log: EventLog;
  /** How the engine is steered: it waits for turns. */
  control: DrillControl & {turns: Turns};
  clock: Clock;
  roster: Roster;
  /** The id of the run: numbers of feeds are those of this run. */
  run: string;
  /** What a trainer can do for teams, in a workshop. */
  teaching?: Teaching;
  /** What is played around a table, without a cluster: alerts and all other evidence lie sealed until somebody looks. */
  table?: Table;
}

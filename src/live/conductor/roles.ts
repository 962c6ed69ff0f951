import {milliseconds} from '../../lib/duration.js';
import {DUTIES, Role} from '../../scenario/exercise/people.js';
import type {Inject} from '../../scenario/exercise/script.js';
import type {Drill} from '../../scenario/schema.js';
import type {Audience} from '../project/project.js';

/** A role as the conductor knows it; the board is one of every drill. */
export type LiveRole = Omit<Role, 'kind'> & {
  kind: Audience;
  /** What somebody is in a workshop. */
  part?: 'trainer' | 'student' | 'learner';
};

/** Who takes part where a drill's file does not say. */
const DEFAULT_ROLES: readonly Role[] = [
  Role.parse({id: 'facilitator', kind: 'controls', min: 1, duties: ['Starts, steers and ends the drill']}),
  Role.parse({
    ...{id: 'responder', kind: 'responds', can: [...DUTIES], cluster: 'operator'},
    duties: ['Acknowledges alerts, keeps evidence, stops the attacker, tells who has to know'],
  }),
  Role.parse({id: 'observer', kind: 'observes', duties: ['Watches, and rates what people do']}),
];

export const BOARD: LiveRole = {id: 'board', kind: 'board', min: 0, can: [], duties: []};

/** The roles of a drill, and the board. */
export const rolesOf = ({roles}: Pick<Drill, 'roles'>): LiveRole[] => [
  ...(roles.length ? roles : DEFAULT_ROLES),
  BOARD,
];

/** Between two attacks of a drill without a script. */
const APART = '2m';

/** The script of a drill; one that has none starts its attacks one after the other. */
export function scriptOf({script, scenarios}: Pick<Drill, 'script' | 'scenarios'>): Inject[] {
  if (script.length) return script;
  return scenarios.map((attack, index) => ({
    ...{id: `I${index + 1}`, at: `${(index * milliseconds(APART)) / 1000}s`, attack},
    ...{to: [], via: 'chat', kind: 'informational', objectives: []},
  }));
}

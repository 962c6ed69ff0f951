import type {EventOf} from '../events/events.js';
import type {ScenarioView} from '../view/view.js';

type Action = EventOf<'person.acted'>;

/** Verbs that change something. */
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];
/** A change that is seen may have been made this long after, in milliseconds: the API server's clock is another one. */
const SLACK_MS = 1000;

/** Whether an action changed something. */
export const isWrite = ({verb, code}: Action): boolean => WRITES.includes(verb) && code < 300;

/**
 * Who brought a change about: the last who wrote before it was seen, and after things stood otherwise. Undefined where
 * the audit log has nobody, as for what a controller did, or where it cannot be read.
 *
 * @param from when things last stood otherwise, RFC 3339
 * @param to when the change was seen, RFC 3339
 */
export function doneBy({actions}: ScenarioView, from: string | undefined, to: string): string | undefined {
  const since = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from) - SLACK_MS;
  const until = Date.parse(to) + SLACK_MS;
  const inTime = ({actedAt}: Action) => Date.parse(actedAt) >= since && Date.parse(actedAt) <= until;
  return actions.filter(isWrite).findLast(inTime)?.user;
}

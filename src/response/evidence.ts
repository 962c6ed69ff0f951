import type {EventOf} from '../events/events.js';
import type {RunView, ScenarioView} from '../view/view.js';

type Action = EventOf<'person.acted'>;
type Wanted = EventOf<'response.asked'>['preserve'][number];

/** What became of an object that is evidence. `unknown`: nobody followed the audit log, so nobody knows who read what. */
export interface Preserved {
  object: string;
  state: 'kept' | 'lost' | 'untouched' | 'unknown';
  /** Who read it first or handed it in, or who deleted it unread. */
  by?: string;
  /** When it was read first, or handed in, RFC 3339. */
  readAt?: string;
}

/** That somebody had an object before it was gone. */
interface Saved {
  by: string;
  at: string;
}

/**
 * Whether what is evidence was saved before it was deleted: the object itself or the log of a pod was read, as the audit
 * log says it, or a text was handed in that names its uid, such as one of a list.
 */
export function evidenceOf(scenario: ScenarioView, view: RunView): Preserved[] {
  const wanted = scenario.asked?.preserve ?? [];
  const isFollowed = isTrailed(view);
  return wanted.map(object =>
    isFollowed
      ? judged(object, scenario.actions, handedIn(object, view))
      : {object: nameOf(object), state: 'unknown' as const},
  );
}

/** Whether what people did is known: somebody followed the audit log. */
export const isTrailed = ({sources}: RunView): boolean =>
  Object.values(sources).some(({stages, state}) => stages.includes('audited') && state === 'up');

/** Texts that name the object. */
function handedIn({uid}: Wanted, {exercise, people: accounts}: RunView): Saved[] {
  const {evidence = [], people = {}} = exercise?.live ?? {};
  return evidence
    .filter(({uids}) => uid !== undefined && uids?.includes(uid))
    .map(({person, at}) => {
      const {user, name = person} = people[person] ?? {};
      return {by: accounts.find(account => account.user === user)?.name ?? name, at};
    });
}

function judged(wanted: Wanted, actions: readonly Action[], handed: readonly Saved[]): Preserved {
  const object = nameOf(wanted);
  const done = actions.filter(({code}) => code < 300);
  const inOrder = done.toSorted((a, b) => Date.parse(a.actedAt) - Date.parse(b.actedAt));
  const end = inOrder.findIndex(action => deletes(action, wanted));
  const deletion = inOrder[end];
  const read = (end < 0 ? inOrder : inOrder.slice(0, end))
    .filter(action => reads(action, wanted))
    .map(({user, actedAt}) => ({by: user, at: actedAt}));
  const saved = handed.filter(({at}) => !deletion || Date.parse(at) < Date.parse(deletion.actedAt));
  const [first] = [...read, ...saved].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (first) return {object, state: 'kept', by: first.by, readAt: first.at};
  return deletion ? {object, state: 'lost', by: deletion.user} : {object, state: 'untouched'};
}

const isAbout = (action: Action, {resource, name, namespace}: Wanted): boolean =>
  action.resource === resource && action.name === name && (namespace === undefined || action.namespace === namespace);

const reads = (action: Action, wanted: Wanted): boolean =>
  action.verb === 'get' && isAbout(action, wanted) && ['', 'log'].includes(action.subresource ?? '');

/** An object goes with its namespace, and with all of its kind. */
function deletes(action: Action, wanted: Wanted): boolean {
  const {verb, resource, namespace, name, subresource} = action;
  if (verb === 'delete' && resource === 'namespaces') return name === wanted.namespace;
  if (verb === 'deletecollection') {
    return resource === wanted.resource && (namespace === undefined || namespace === wanted.namespace);
  }
  return verb === 'delete' && subresource === undefined && isAbout(action, wanted);
}

const nameOf = ({resource, name, namespace}: Wanted): string =>
  `${resource} ${name}${namespace === undefined ? '' : ` in ${namespace}`}`;

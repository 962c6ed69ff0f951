import type {LiveView, PersonView} from '../../view/live/view.js';
import {type Deed, deedsOf} from './deeds.js';

/** A participant, and what they did last. */
export interface PersonRow {
  id: string;
  name: string;
  role: string;
  state: PersonView['state'];
  since: string;
  last?: Deed;
}

/** Everybody who takes part, by role and then as they came; those who were removed come last. */
export function peopleRows(view: LiveView): PersonRow[] {
  const roles = view.opened?.roles.map(({id}) => id) ?? [];
  const deeds = deedsOf(view);
  const place = ({role, state}: PersonView) => (state === 'removed' ? 1000 : 0) + ((roles.indexOf(role) + 100) % 100);
  return Object.values(view.people)
    .toSorted((a, b) => place(a) - place(b))
    .map(({id, name, role, state, since}) => {
      const last = deeds.findLast(deed => deed.person === id || (deed.person === undefined && deed.name === name));
      return {id, name, role, state, since, ...(last && {last})};
    });
}

/** How many people take part, the board aside. */
export const headCount = ({people}: LiveView): number =>
  Object.values(people).filter(({role, state}) => role !== 'board' && state !== 'removed').length;

/** Roles with fewer people than they need; one whose backup is there is stood in for. */
export function missingRoles({opened, people}: LiveView): string[] {
  const count = (role: string) =>
    Object.values(people).filter(one => one.role === role && one.state !== 'removed').length;
  return (opened?.roles ?? [])
    .filter(({id, min, backup}) => count(id) < min && (backup === undefined || count(backup) < 1))
    .map(({id}) => id);
}

/** What somebody is called; what is no person, such as the clock, is what it is. */
export const nameOf = ({people}: Pick<LiveView, 'people'>, person: string): string => people[person]?.name ?? person;

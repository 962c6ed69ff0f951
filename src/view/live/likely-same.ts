import type {LiveView, PersonView} from './view.js';

/** Who has the same role: somebody may have joined twice. A name that differs by its number alone comes first. */
export function othersLike({people}: Pick<LiveView, 'people'>, id: string): PersonView[] {
  const one = people[id];
  const plain = (name: string | undefined) => name?.replace(/ \(\d+\)$/, '');
  return Object.values(people)
    .filter(other => other.id !== id && other.role === one?.role && other.state !== 'removed')
    .toSorted((a, b) => Number(plain(b.name) === plain(one?.name)) - Number(plain(a.name) === plain(one?.name)));
}

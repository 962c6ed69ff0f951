import type {LiveContext} from '../context.js';

/** A rating (HSEEP). */
export type Rating = 'P' | 'S' | 'M' | 'U';

/** The last rating of an objective or a task by the person at this screen. */
export const ownRating = ({view, hello}: Pick<LiveContext, 'view' | 'hello'>, kind: string, id: string) =>
  view.observations.findLast(
    one =>
      one.person === hello.person && one.rating !== undefined && aboutOf(one).kind === kind && aboutOf(one).id === id,
  );

/** What an observation is about. */
export function aboutOf({objective, task, inject}: LiveContext['view']['observations'][number]): {
  kind: string;
  id: string;
} {
  if (task !== undefined) return {kind: 'task', id: task};
  if (objective !== undefined) return {kind: 'objective', id: objective};
  return inject === undefined ? {kind: '', id: ''} : {kind: 'inject', id: inject};
}

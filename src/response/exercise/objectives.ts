import type {LiveEventTypes} from '../../events/live.js';
import type {RunView} from '../../view/view.js';
import {type Seen, seenFor, suggest} from './suggest.js';

type Asked = LiveEventTypes['exercise.opened']['objectives'][number];
type Rated = LiveEventTypes['observation.made'] & {rating: 'P' | 'S' | 'M' | 'U'};

/** What became of an objective: what people say, and what the machine saw. */
export interface Objective {
  objective: Asked;
  ratings: Rated[];
  seen: Seen[];
  /** What the machine suggests, such as `S or M`; it never rates. Absent: it saw nothing that belongs to it. */
  suggestion?: string;
}

/** The objectives of a drill with people, in the order of its file. */
export function objectivesOf(view: RunView): Objective[] {
  const {live} = view.exercise ?? {};
  return (live?.opened?.objectives ?? []).map(objective => {
    const ids = [objective.id, ...objective.tasks.map(({id}) => id)];
    const isOf = ({objective: of, task}: {objective?: string; task?: string}) =>
      (of !== undefined && ids.includes(of)) || (task !== undefined && ids.includes(task));
    const ratings = (live?.observations ?? []).filter((one): one is typeof one & Rated => one.rating !== undefined);
    const seen = seenFor(objective.csf, ids, view);
    const suggestion = suggest(seen);
    return {objective, ratings: ratings.filter(isOf), seen, ...(suggestion !== undefined && {suggestion})};
  });
}

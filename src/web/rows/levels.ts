import type {LevelWords} from '../../events/workshop.js';
import {type LessonsView, pointsOf, type TaskView} from '../../view/live/lessons.js';
import type {LiveView} from '../../view/live/view.js';

/** A level as a team sees it. */
export interface LevelRow {
  level: LevelWords;
  state: 'solved' | 'open' | 'waits';
  tasks: TaskView[];
}

/** The levels of a team: the open ones first, then those to come, and those that are solved last. */
export function levelRows({levels, opened, tasks}: LessonsView): LevelRow[] {
  const rows = levels.map((level): LevelRow => {
    const own = level.tasks.flatMap(({id}) => tasks[id] ?? []);
    const isSolved = own.every(({solvedT}) => solvedT !== undefined);
    return {level, tasks: own, state: isSolved ? 'solved' : opened[level.id] === undefined ? 'waits' : 'open'};
  });
  const of = (state: LevelRow['state']) => rows.filter(row => row.state === state);
  return [...of('open'), ...of('waits'), ...of('solved')];
}

/** The points of a team now. */
export const teamPoints = ({lessons, hints}: LiveView): number => (lessons ? pointsOf(lessons, hints) : 0);

import type {WorkshopEventTypes} from '../../events/workshop.js';

type Fact<T extends keyof WorkshopEventTypes> = WorkshopEventTypes[T];
type Level = Fact<'levels.loaded'>['levels'][number];
type Task = Level['tasks'][number];

/** A task of a team, as it stands. */
export interface TaskView extends Task {
  level: string;
  isOpen: boolean;
  /** Conditions that hold, of how many; none of a task that has none. */
  holds: readonly string[];
  outOf: number;
  /** Drill time at which it was solved, in milliseconds. */
  solvedT?: number;
}

/** What one team of a workshop is to do, and how far it is. */
export interface LessonsView {
  levels: Level[];
  /** When each level was opened, in drill time. */
  opened: Record<string, number>;
  tasks: Record<string, TaskView>;
  awarded: Fact<'points.awarded'>[];
  /** Since when it has asked for its trainer, in drill time. */
  helpT?: number;
  /** How often it began anew. */
  resets: number;
}

export const lessonsOf = ({levels}: Fact<'levels.loaded'>): LessonsView => ({
  levels,
  opened: {},
  tasks: Object.fromEntries(
    levels.flatMap(({id: level, tasks}) =>
      tasks.map(task => [task.id, {...task, level, isOpen: false, holds: [], outOf: 0}] as const),
    ),
  ),
  awarded: [],
  resets: 0,
});

export function openLevel(lessons: LessonsView, {level, t}: Fact<'level.opened'>): void {
  lessons.opened[level] = t;
  for (const [id, task] of Object.entries(lessons.tasks)) {
    if (task.level === level) lessons.tasks[id] = {...task, isOpen: true};
  }
}

export function changeTask(lessons: LessonsView, {task, holds, of}: Fact<'task.changed'>): void {
  const known = lessons.tasks[task];
  if (known) lessons.tasks[task] = {...known, holds, outOf: of};
}

export function solveTask(lessons: LessonsView, {task, t}: Fact<'task.solved'>): void {
  const known = lessons.tasks[task];
  if (known) lessons.tasks[task] = {...known, solvedT: t};
}

/** Points of a team: for what it solved, and from its trainer; less what its hints have cost. */
export function pointsOf({tasks, awarded}: LessonsView, hints: readonly {price: number}[]): number {
  const earned = Object.values(tasks).reduce((sum, {solvedT, points}) => sum + (solvedT === undefined ? 0 : points), 0);
  const given = awarded.reduce((sum, {points}) => sum + points, 0);
  return earned + given - hints.reduce((sum, {price}) => sum + price, 0);
}

/** Whether a level is to open: the points in a level that it needs, or all tasks of it. */
export const isEarned = ({needs}: Pick<Level, 'needs'>, {levels, tasks}: LessonsView): boolean =>
  needs.every(({level, points}) => {
    const own = Object.values(tasks).filter(task => task.level === level);
    if (points === undefined)
      return levels.some(({id}) => id === level) && own.every(({solvedT}) => solvedT !== undefined);
    return own.reduce((sum, task) => sum + (task.solvedT === undefined ? 0 : task.points), 0) >= points;
  });

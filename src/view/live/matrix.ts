import {
  levelOf,
  levelsDone,
  medianOf,
  openTasks,
  type Stuck,
  standings,
  stuckOf,
  type TeamView,
  teamsByName,
  type WorkshopView,
} from './workshop.js';

/** How far one team is with one task: since when it has it, or how long it took, in milliseconds. */
export interface Cell {
  task: string;
  state: 'solved' | 'open' | 'closed';
  ms?: number;
}

/** One team as its trainer sees it. */
export interface TeamRow {
  team: TeamView;
  cells: Cell[];
  stuck: Stuck | undefined;
  isFinished: boolean;
  /** Whether somebody should go there: it calls, is stuck, or has no cluster. */
  needsHelp: boolean;
}

/** A task over all teams, and what the teams that have solved it took: the median, in milliseconds. */
export interface TaskHead {
  id: string;
  medianMs: number | undefined;
  solved: number;
}

export function taskHeads(workshop: WorkshopView): TaskHead[] {
  const teams = Object.values(workshop.teams);
  return workshop.levels.flatMap(({tasks}) =>
    tasks.map(({id}) => ({
      id,
      medianMs: medianOf(workshop, id),
      solved: teams.filter(({solved}) => solved[id] !== undefined).length,
    })),
  );
}

/** Every team in the order of its name. @param t drill time now, in milliseconds */
export const teamRows = (workshop: WorkshopView, t: number): TeamRow[] =>
  teamsByName(workshop).map(team => rowOf(workshop, team, t));

function rowOf(workshop: WorkshopView, team: TeamView, t: number): TeamRow {
  const stuck = stuckOf(workshop, team, t);
  const cells = workshop.levels.flatMap(({id: level, tasks}) => {
    const since = team.opened[level];
    return tasks.map(({id: task}): Cell => {
      const solved = team.solved[task];
      if (solved !== undefined) return {task, state: 'solved', ms: solved - (since ?? solved)};
      return since === undefined ? {task, state: 'closed'} : {task, state: 'open', ms: t - since};
    });
  });
  const isFinished = levelsDone(workshop, team).length === workshop.levels.length;
  const needsHelp = team.helpT !== undefined || stuck !== undefined || team.failed !== undefined;
  return {team, cells, stuck, isFinished, needsHelp};
}

/** Those who need somebody first, the one that has waited longest before others. */
export const byNeed = (rows: readonly TeamRow[]): TeamRow[] =>
  [...rows].sort((a, b) => Number(b.needsHelp) - Number(a.needsHelp) || waitsSince(a) - waitsSince(b));

const waitsSince = ({needsHelp, team}: TeamRow): number => (needsHelp ? (team.helpT ?? team.lastStepT) : 0);

/** A place on the board. */
export interface Place {
  place: number;
  team: TeamView;
  level: string | undefined;
  /** Of the most points that a team has, from 0 to 1. */
  share: number;
  open: number;
}

export function places(workshop: WorkshopView): Place[] {
  const teams = standings(workshop);
  const most = Math.max(1, ...teams.map(({points}) => points));
  return teams.map((team, index) => ({
    ...{place: index + 1, team, level: levelOf(workshop, team)?.id},
    ...{share: Math.max(0, team.points) / most, open: openTasks(workshop, team).length},
  }));
}

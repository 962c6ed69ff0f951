import type {LevelWords, Progress, WorkshopEventTypes} from '../../events/workshop.js';

type Fact<T extends keyof WorkshopEventTypes> = WorkshopEventTypes[T];

/** How far one team is, as its trainer and the board know it. */
export interface TeamView {
  id: string;
  name: string;
  isReady: boolean;
  /** Why it cannot work, where its cluster failed. */
  failed?: string;
  people: number;
  points: number;
  /** Points that its hints have cost. */
  hintPoints: number;
  hints: number;
  /** Wrong answers in all, and since it was last a step further. */
  wrong: number;
  wrongInARow: number;
  /** Drill time by level and by task, in milliseconds. */
  opened: Record<string, number>;
  solved: Record<string, number>;
  /** When it last earned points, and when it was last a step further. */
  lastPointT: number;
  lastStepT: number;
  /** What its last check came to, where it mends labs: which, and where the chain is broken. */
  checked?: {level: string; at: string};
  /** Since when it has asked for its trainer. */
  helpT?: number;
  resets: number;
}

/** A workshop as those see it who see all teams. */
export interface WorkshopView {
  layout: Fact<'workshop.opened'>['layout'];
  lengthMs: number;
  levels: LevelWords[];
  teams: Record<string, TeamView>;
  /** Drill time since which the board stands still; absent: it goes on. */
  frozenT?: number;
  /** By how much it takes longer than was planned. */
  prolongedMs: number;
}

export const workshopOf = ({layout, lengthMs, levels, teams}: Fact<'workshop.opened'>): WorkshopView => ({
  ...{layout, lengthMs, levels, prolongedMs: 0},
  teams: Object.fromEntries(teams.map(team => [team.id, newTeam(team)])),
});

const newTeam = ({id, name}: {id: string; name: string}): TeamView => ({
  ...{id, name, isReady: false, people: 0, points: 0, hintPoints: 0, hints: 0, wrong: 0, wrongInARow: 0},
  ...{opened: {}, solved: {}, lastPointT: 0, lastStepT: 0, resets: 0},
});

const learner = ({team: id, person = id}: Fact<'team.progressed'>): TeamView => ({
  ...newTeam({id, name: person}),
  isReady: true,
});

/** What each sort of progress changes of a team. */
const CHANGES: Record<Progress, (team: TeamView, fact: Fact<'team.progressed'>) => void> = {
  ready: team => {
    team.isReady = true;
    delete team.failed;
  },
  failed: (team, {reason = ''}) => {
    team.isReady = false;
    team.failed = reason;
  },
  joined: (team, {people = 0}) => {
    team.people = people;
  },
  opened: (team, {level = '', t}) => {
    team.opened = {...team.opened, [level]: t};
    step(team, t);
  },
  solved: (team, {task = '', points = 0, t}) => {
    team.solved = {...team.solved, [task]: t};
    earn(team, points, t);
    step(team, t);
  },
  wrong: team => {
    team.wrong++;
    team.wrongInARow++;
  },
  hint: (team, {points = 0}) => {
    team.hints++;
    team.hintPoints -= points;
    team.points += points;
  },
  points: (team, {points = 0, t}) => earn(team, points, t),
  help: (team, {t}) => {
    team.helpT ??= t;
  },
  helped: team => {
    delete team.helpT;
  },
  checked: (team, {level = '', reason = ''}) => {
    team.checked = {level, at: reason};
  },
  reset: (team, {t}) => {
    team.resets++;
    team.isReady = false;
    step(team, t);
  },
};

function step(team: TeamView, t: number): void {
  team.lastStepT = t;
  team.wrongInARow = 0;
}

function earn(team: TeamView, points: number, t: number): void {
  team.points += points;
  if (points > 0) team.lastPointT = t;
}

/** Takes what happened to a team. */
export function progress(workshop: WorkshopView, fact: Fact<'team.progressed'>): void {
  // A learner is a team from the moment they join.
  const isNew = workshop.layout === 'labs' && fact.what === 'joined';
  const team = workshop.teams[fact.team] ?? (isNew ? learner(fact) : undefined);
  if (!team) return;
  const changed = {...team};
  CHANGES[fact.what](changed, fact);
  workshop.teams[fact.team] = changed;
}

/** Teams from the first to the last: of two with as many points, the one that had them first. */
export const standings = ({teams}: Pick<WorkshopView, 'teams'>): TeamView[] =>
  Object.values(teams).sort((a, b) => b.points - a.points || a.lastPointT - b.lastPointT || byName(a, b));

/** By name, and numbers in it by their value: team 2 before team 10. */
const byName = (a: TeamView, b: TeamView): number => a.name.localeCompare(b.name, 'en', {numeric: true});

/** Teams in the order of their names. */
export const teamsByName = ({teams}: Pick<WorkshopView, 'teams'>): TeamView[] => Object.values(teams).sort(byName);

/** How long the teams that solved a task took from the opening of its level, in milliseconds; undefined: none has. */
export function medianOf({teams, levels}: WorkshopView, task: string): number | undefined {
  const level = levels.find(({tasks}) => tasks.some(({id}) => id === task))?.id ?? '';
  const took = Object.values(teams)
    .flatMap(({opened, solved}) => {
      const [from, to] = [opened[level], solved[task]];
      return from === undefined || to === undefined ? [] : [to - from];
    })
    .sort((a, b) => a - b);
  const [low, high] = [took[Math.floor((took.length - 1) / 2)], took[Math.floor(took.length / 2)]];
  return low === undefined || high === undefined ? undefined : Math.round((low + high) / 2);
}

/** Without a step further for this long a team is stuck, whatever others took: milliseconds. */
export const STUCK_MS = 6 * 60_000;
/** This many wrong answers in a row are guesses. */
export const STUCK_WRONG = 4;

/** Why a team is stuck: twice the median of others without a step, and at least six minutes; or wrong answers. */
export type Stuck = 'no progress' | 'wrong answers';

/** @param t drill time now, in milliseconds */
export function stuckOf(workshop: WorkshopView, team: TeamView, t: number): Stuck | undefined {
  const open = openTasks(workshop, team);
  if (!open.length) return undefined;
  if (team.wrongInARow >= STUCK_WRONG) return 'wrong answers';
  const slowest = Math.max(0, ...open.map(task => medianOf(workshop, task) ?? 0));
  return t - team.lastStepT > Math.max(2 * slowest, STUCK_MS) ? 'no progress' : undefined;
}

/** The tasks that a team has before it. */
export const openTasks = ({levels}: Pick<WorkshopView, 'levels'>, {opened, solved}: TeamView): string[] =>
  levels.flatMap(({id: level, tasks}) =>
    opened[level] === undefined ? [] : tasks.flatMap(({id}) => (solved[id] === undefined ? [id] : [])),
  );

/** The last level that a team has open; undefined: none yet. */
export const levelOf = ({levels}: Pick<WorkshopView, 'levels'>, {opened}: TeamView): LevelWords | undefined =>
  levels.findLast(({id}) => opened[id] !== undefined);

/** How many levels a team has solved as a whole. */
export const levelsDone = ({levels}: Pick<WorkshopView, 'levels'>, {solved}: TeamView): LevelWords[] =>
  levels.filter(({tasks}) => tasks.every(({id}) => solved[id] !== undefined));

/** Something that a team of a workshop is to do. */
export interface TaskWords {
  id: string;
  kind: 'acknowledged' | 'contained' | 'answered' | 'lab';
  /** The scenario, or the question; empty for those who are not to know which, and of a lab. */
  of: string;
  points: number;
  text: string;
}

/** Tasks that open together. */
export interface LevelWords {
  id: string;
  title: string;
  text?: string;
  tasks: TaskWords[];
  /** What opens it: points in a level, or all tasks of it where none are said. Empty: it is open from the start. */
  needs: {level: string; points?: number}[];
}

/** Where the teams of a workshop work. */
export const LAYOUTS = ['simulated', 'namespaces', 'clusters'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Something that happened to a team, as its trainer and the board are told of it. */
export const PROGRESS = [
  ...(['ready', 'failed', 'joined', 'opened', 'solved', 'wrong', 'hint', 'points', 'help', 'helped'] as const),
  ...(['reset', 'checked'] as const),
] as const;
export type Progress = (typeof PROGRESS)[number];

/** The facts of a workshop. Those of a team stand in the log of the team, those of all teams in that of the workshop. */
export interface WorkshopEventTypes {
  /** What a team is to do, from the first level to the last. */
  'levels.loaded': {levels: LevelWords[]};
  /** `by`: a trainer, or `points` where the team has earned it. */
  'level.opened': {level: string; t: number; by: string};
  /** Which conditions of a task hold, by their names; of how many. */
  'task.changed': {task: string; t: number; holds: string[]; of: number};
  'task.solved': {task: string; level: string; points: number; t: number};
  /** A trainer gives points, or takes some. */
  'points.awarded': {points: number; reason: string; t: number; by: string};
  'help.asked': {t: number; person: string};
  'help.given': {t: number; by: string};
  /** The team begins its open attacks anew, on a cluster as it was at first. */
  'team.reset': {t: number; by: string};

  /** What the workshop is: said once, before anybody joins. */
  'workshop.opened': {
    /** `labs`: each team is a learner, who mends broken chains on their own machine. */
    layout: Layout | 'labs';
    lengthMs: number;
    teams: {id: string; name: string}[];
    levels: LevelWords[];
  };
  /** `points`: what it changes the team's points by; `people`: how many the team has now. */
  'team.progressed': {
    team: string;
    what: Progress;
    t: number;
    level?: string;
    task?: string;
    points?: number;
    people?: number;
    person?: string;
    reason?: string;
  };
  /** The board stands still from here on, or goes on. */
  'board.frozen': {frozen: boolean; t: number; by: string};
  /** It will end on its own soon: in `leftMs` milliseconds of drill time. */
  'time.warned': {leftMs: number; t: number};
  /** It takes `byMs` milliseconds longer than was planned. */
  'time.prolonged': {byMs: number; t: number; by: string};
}

import type {DrillEvent} from '../../events/events.js';
import {LiveFold} from '../../view/live/fold.js';
import {type TeamRow, taskHeads, teamRows} from '../../view/live/matrix.js';
import {drillTime, type LiveView} from '../../view/live/view.js';
import {levelsDone, standings, type TeamView, type WorkshopView} from '../../view/live/workshop.js';

/** A workshop as its own log has it: levels by teams, times and hints. */
export interface WorkshopRecord {
  view: LiveView & Required<Pick<LiveView, 'opened' | 'workshop'>>;
  workshop: WorkshopView;
  /** When it began, RFC 3339. */
  date: string;
  /** Drill time at the end of the log, in milliseconds: pauses are left out. */
  tookMs: number;
  isOver: boolean;
  /** From the first to the last, with how far each came. */
  teams: readonly (TeamRow & {place: number; levels: number})[];
  tasks: readonly TaskRecord[];
  people: number;
}

/** A task over all teams. */
export interface TaskRecord {
  id: string;
  level: string;
  kind: string;
  text: string;
  points: number;
  solved: number;
  medianMs: number | undefined;
  /** The team that was the first to solve it, and at which drill time. */
  first: {team: TeamView; t: number} | undefined;
}

/** What the log of a workshop says; undefined for a log of anything else. @param anonymous places for names of teams */
export function workshopRecord(events: readonly DrillEvent[], {anonymous = false} = {}): WorkshopRecord | undefined {
  if (!events.some(({type}) => type === 'workshop.opened')) return undefined;
  const fold = new LiveFold();
  for (const event of events) fold.add({...event, n: event.seq});
  const {view} = fold;
  const {opened, workshop: played} = view;
  if (!opened || !played) return undefined;
  const workshop = anonymous ? withoutNames(played) : played;
  const tookMs = drillTime(view, Date.parse(events.at(-1)?.at ?? ''));
  const rows = new Map(teamRows(workshop, tookMs).map(row => [row.team.id, row]));
  const teams = standings(workshop).flatMap((team, index) => {
    const row = rows.get(team.id);
    return row ? [{...row, place: index + 1, levels: levelsDone(workshop, team).length}] : [];
  });
  return {
    ...{view: {...view, opened, workshop}, workshop, date: events[0]?.at ?? '', tookMs, teams},
    isOver: view.clock.state === 'ended',
    tasks: tasksOf(workshop),
    people: teams.reduce((sum, {team}) => sum + team.people, 0),
  };
}

function tasksOf(workshop: WorkshopView): TaskRecord[] {
  const heads = new Map(taskHeads(workshop).map(head => [head.id, head]));
  return workshop.levels.flatMap(({id: level, tasks}) =>
    tasks.map(({id, kind, text, points}) => {
      const times = Object.values(workshop.teams).flatMap(team => {
        const t = team.solved[id];
        return t === undefined ? [] : [{team, t}];
      });
      const first = times.sort((a, b) => a.t - b.t)[0];
      return {...{id, level, kind, text, points, first}, solved: times.length, medianMs: heads.get(id)?.medianMs};
    }),
  );
}

/** Where learners are teams, what a team is called is what somebody is called. */
const withoutNames = (workshop: WorkshopView): WorkshopView => ({
  ...workshop,
  teams: Object.fromEntries(
    standings(workshop).map((team, index) => [team.id, {...team, name: `team ${index + 1}`}] as const),
  ),
});

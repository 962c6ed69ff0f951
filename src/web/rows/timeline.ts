import type {LiveView} from '../../view/live/view.js';
import type {RunView} from '../../view/view.js';

/** What stands in one lane of the picture of a drill. */
export interface TimelineMark {
  lane: 'script' | 'attacks' | 'alerts' | 'people';
  /** Drill time, in milliseconds. */
  t: number;
  /** Until when it lasts; absent: it is a moment. */
  until?: number;
  label: string;
  /** Which line of its lane it stands in, from 0: what lasts at the same time stands below each other. */
  row: number;
  tone: 'planned' | 'done' | 'open' | 'taken';
}

/** A drill as a picture: from its start to `endT`, drill time in milliseconds. */
export interface Timeline {
  endT: number;
  marks: TimelineMark[];
}

type Unplaced = Omit<TimelineMark, 'row'>;

/** Lines of one lane at the most: what would need more stands in the last. */
const MOST_ROWS = 6;

/**
 * What happened when: injects as they were delivered and are planned, attacks until they were contained, alerts until
 * somebody took them, and the decisions of people.
 *
 * @param due drill time at which injects are due as things stand, by id
 */
export function timelineOf(view: LiveView, run: RunView, due: Readonly<Record<string, number>>, t: number): Timeline {
  const planned = (view.script?.injects ?? []).flatMap(({id, at}): Unplaced[] => {
    if (view.injects[id] || view.skipped[id] || view.clock.state === 'ended') return [];
    const dueT = due[id] ?? at;
    return dueT === undefined ? [] : [{lane: 'script', t: Math.max(dueT, t), label: id, tone: 'planned'}];
  });
  const delivered = Object.values(view.injects).map(
    ({delivered: one}): Unplaced => ({lane: 'script', t: one.t, label: one.inject, tone: 'done'}),
  );
  const alerts = Object.values(view.alerts).map(({shown, taken}): Unplaced => {
    const until = taken ? Math.min(t, shown.t + taken.latencyMs) : t;
    return {lane: 'alerts', t: shown.t, until, label: shown.alert, tone: taken ? 'taken' : 'open'};
  });
  const people = [
    ...view.declared.map(one => ({t: one.t, label: one.incident})),
    ...Object.values(view.questions).flatMap(({decision}) =>
      decision ? [{t: decision.t, label: decision.question}] : [],
    ),
    ...view.notices.map(one => ({t: one.t, label: one.clock})),
    ...view.evidence.map(one => ({t: one.t, label: one.id})),
  ].map((one): Unplaced => ({...one, lane: 'people', tone: 'done'}));
  const marks = [...delivered, ...planned, ...attacksOf(view, run, t), ...alerts, ...people].toSorted(
    (a, b) => a.t - b.t,
  );
  const last = Math.max(t, ...marks.map(mark => mark.until ?? mark.t));
  return {endT: Math.max(view.opened?.lengthMs ?? 0, last, 60_000), marks: placed(marks)};
}

/** Attacks from their inject until people had contained them, or until now. */
function attacksOf({injects, closed}: LiveView, {scenarios}: RunView, t: number): Unplaced[] {
  return Object.values(injects).flatMap(({delivered: {attack, t: begunT}}): Unplaced[] => {
    const scenario = scenarios.find(({plan}) => plan.id === attack);
    if (!scenario) return [];
    const {contained, plan} = scenario;
    const closedT = closed.find(one => one.scenario === attack)?.t;
    const until = Math.min(t, contained ? begunT + contained.ttcMs : (closedT ?? t));
    return [{lane: 'attacks', t: begunT, until, label: plan.title, tone: contained ? 'taken' : 'open'}];
  });
}

/** Gives each of them a line of its lane; `marks` are in order of time. */
function placed(marks: readonly Unplaced[]): TimelineMark[] {
  const ends: Record<string, number[]> = {};
  return marks.map(mark => {
    const {lane, t, until} = mark;
    if (until === undefined) return {...mark, row: 0};
    ends[lane] ??= [];
    const taken = ends[lane];
    const free = taken.findIndex(end => end <= t);
    const row = Math.min(free < 0 ? taken.length : free, MOST_ROWS - 1);
    taken[row] = Math.max(until, taken[row] ?? 0);
    return {...mark, row};
  });
}

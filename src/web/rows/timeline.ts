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
  tone: 'planned' | 'done' | 'open' | 'taken';
}

/** A drill as a picture: from its start to `endT`, drill time in milliseconds. */
export interface Timeline {
  endT: number;
  marks: TimelineMark[];
}

/**
 * What happened when: injects as they were delivered and are planned, attacks until they were contained, alerts until
 * somebody took them, and the decisions of people.
 *
 * @param due drill time at which injects are due as things stand, by id
 */
export function timelineOf(view: LiveView, run: RunView, due: Readonly<Record<string, number>>, t: number): Timeline {
  const planned = (view.script?.injects ?? []).flatMap(({id, at}): TimelineMark[] => {
    if (view.injects[id] || view.skipped[id] || view.clock.state === 'ended') return [];
    const dueT = due[id] ?? at;
    return dueT === undefined ? [] : [{lane: 'script', t: Math.max(dueT, t), label: id, tone: 'planned'}];
  });
  const delivered = Object.values(view.injects).map(
    ({delivered: one}): TimelineMark => ({lane: 'script', t: one.t, label: one.inject, tone: 'done'}),
  );
  const alerts = Object.values(view.alerts).map(({shown, taken}): TimelineMark => {
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
  ].map((one): TimelineMark => ({...one, lane: 'people', tone: 'done'}));
  const marks = [...delivered, ...planned, ...attacksOf(view, run, t), ...alerts, ...people].toSorted(
    (a, b) => a.t - b.t,
  );
  const last = Math.max(t, ...marks.map(mark => mark.until ?? mark.t));
  return {endT: Math.max(view.opened?.lengthMs ?? 0, last, 60_000), marks};
}

/** Attacks from their inject until people had contained them, or until now. */
function attacksOf({injects, closed}: LiveView, {scenarios}: RunView, t: number): TimelineMark[] {
  return Object.values(injects).flatMap(({delivered: {attack, t: begunT}}): TimelineMark[] => {
    const scenario = scenarios.find(({plan}) => plan.id === attack);
    if (!scenario) return [];
    const {contained, plan} = scenario;
    const closedT = closed.find(one => one.scenario === attack)?.t;
    const until = Math.min(t, contained ? begunT + contained.ttcMs : (closedT ?? t));
    return [{lane: 'attacks', t: begunT, until, label: plan.title, tone: contained ? 'taken' : 'open'}];
  });
}

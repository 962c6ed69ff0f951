import {z} from 'zod';
import type {EventOf} from '../../../events/events.js';
import {ACCEPTABLE} from '../../../events/words.js';
import {drillTimeAt} from '../../../view/live/exercise.js';
import type {Exercise} from '../exercise.js';
import {line} from '../people-text.js';
import {refuse} from '../refused.js';
import {type Command, command, controls, tooLate, unknown} from './command.js';

type What = (typeof ACCEPTABLE)[number];

/** Something that somebody did, as far as its time counts. */
interface Done {
  at: string;
  ms: number;
  claimedAt?: string;
  /** Drill time from what it answers until it came, in milliseconds: what is accepted is never before that. */
  sinceMs: number;
  /** By when it was due, from the same moment. */
  dueMs?: number;
}

/** What a facilitator decides of times: what had to wait for a connection counts when it came, unless somebody says otherwise. */
export const ACCEPT: Record<string, Command> = {
  accept: command({
    title: 'let the time count at which something is said to have been done',
    may: controls,
    during: ['waiting', 'running', 'paused', 'ended'],
    schema: z.strictObject({what: z.enum(ACCEPTABLE), of: line(100), reason: line(300)}),
    apply: ({exercise, person}, {what, of: id, reason}) => {
      const before = exercise.view.accepted.find(one => one.what === what && one.id === id);
      if (before) throw tooLate(exercise, 'accepted', id, before);
      const done = DONE[what](exercise, id);
      if (!done) throw unknown(what, id);
      if (done.claimedAt === undefined) throw refuse(409, 'no claim');
      const earlierMs = earlierBy(exercise, done.claimedAt, done);
      if (earlierMs > done.sinceMs) {
        throw refuse(409, 'too early', {time: done.claimedAt.slice(11, 19)});
      }
      const inTime = done.dueMs === undefined ? {} : {inTime: done.sinceMs - earlierMs <= done.dueMs};
      exercise.append({
        type: 'time.accepted',
        ...{what, id, earlierMs, t: exercise.t, by: person.id, reason, ...inTime},
      });
    },
  }),
};

/** Of each kind the one that has the id. */
const DONE: {[W in What]: (exercise: Exercise, id: string) => Done | undefined} = {
  acknowledged: ({view}, id) => {
    const {taken} = view.alerts[id] ?? {};
    return taken && {...taken, sinceMs: taken.latencyMs};
  },
  declared: ({view: {declared, alerts}}, id) => {
    const incident = declared.find(one => one.incident === id);
    const shown = (incident?.alerts ?? []).flatMap(alert => alerts[alert]?.shown.t ?? []);
    return incident && {...incident, sinceMs: incident.t - (shown.length ? Math.min(...shown) : 0)};
  },
  notified: ({view: {notices, stated}, input: {drill}}, id) => {
    const notice = notices.find(({clock}) => clock === id);
    const clock = drill.clocks.find(one => one.id === id);
    const start = stated.find(({what}) => what === clock?.starts.decision);
    const due = start?.starts?.find(one => one.clock === id)?.dueT;
    const dueMs = start && due !== undefined ? {dueMs: due - start.t} : {};
    return notice && {...notice, sinceMs: notice.t - (start?.t ?? 0), ...dueMs};
  },
  decided: ({view}, id) => {
    const {asked, decision} = view.questions[id] ?? {};
    if (!asked || !decision) return undefined;
    const dueMs = asked.dueT === undefined ? {} : {dueMs: asked.dueT - asked.t};
    return {...decision, sinceMs: decision.t - asked.t, ...dueMs};
  },
};

/** Drill time between a moment that was claimed and when it came: the time in which the clock was held is nobody's. */
function earlierBy({input: {log}}: Exercise, claimedAt: string, {at, ms}: Done): number {
  const clock = log.events.filter((event): event is EventOf<'clock.changed'> => event.type === 'clock.changed');
  const claimedMs = ms - (Date.parse(at) - Date.parse(claimedAt));
  return Math.max(0, drillTimeAt({clock}, ms) - drillTimeAt({clock}, claimedMs));
}

import type {LiveEventTypes, NoticeAsked} from '../../events/live.js';
import {drillEnd} from '../../view/live/exercise.js';
import type {LiveView} from '../../view/live/view.js';
import type {RunView} from '../../view/view.js';
import type {Measure} from '../measure.js';

/**
 * What became of a notification that a law demands. `open`: its time was not over when the drill ended, or there was no
 * alert of which people could have become aware.
 */
export interface Notice {
  asked: NoticeAsked;
  state: 'in time' | 'incomplete' | 'late' | 'not sent' | 'not started' | 'open';
  /** What people had to state, where the log says so. */
  starts?: string;
  started?: LiveEventTypes['team.stated'];
  sent?: LiveView['notices'][number];
  /** From the start of its clock. */
  measure?: Measure;
}

/** The notifications of a drill with people, in the order of its file. */
export function noticesOf(view: RunView): Notice[] {
  const {exercise} = view;
  if (!exercise) return [];
  const {live} = exercise;
  const end = drillEnd(exercise, view.nowMs);
  return (live.opened?.clocks ?? []).map(asked => {
    const starts = live.script?.clocks?.find(({id}) => id === asked.id)?.starts;
    const started = live.stated.find(({what}) => what === starts);
    const sent = live.notices.find(({clock}) => clock === asked.id);
    const since = started?.t ?? 0;
    const measure = !started ? undefined : sent ? tookOf(sent, since) : {beyondMs: end - since};
    const hadCause = Object.keys(live.alerts).length > 0;
    return {
      ...{asked, state: stateOf({asked, sent, started, end, hadCause})},
      ...(starts !== undefined && {starts}),
      ...(started && {started}),
      ...(sent && {sent}),
      ...(measure && {measure}),
    };
  });
}

const tookOf = ({t, accepted}: LiveView['notices'][number], since: number): Measure => ({
  ms: Math.max(0, t - since),
  ...(accepted && {earlierMs: accepted.earlierMs}),
});

interface Known {
  asked: NoticeAsked;
  sent: LiveView['notices'][number] | undefined;
  started: LiveEventTypes['team.stated'] | undefined;
  end: number;
  hadCause: boolean;
}

function stateOf({asked, sent, started, end, hadCause}: Known): Notice['state'] {
  if (sent?.inTime === false) return 'late';
  if (sent?.inTime === true) return sent.missing.length ? 'incomplete' : 'in time';
  // A notification without a start is sent, and nobody can say whether it is in time.
  if (!started) return hadCause ? 'not started' : 'open';
  return end - started.t > asked.dueMs ? 'not sent' : 'open';
}

import {STAGES} from '../../events/words.js';
import type {Watched} from './watched.js';

/**
 * The time of a stage beside those of the others: what stands on a request cannot be seen before what it follows from.
 * Each source is looked at when it is its turn, and a rule over several requests counts from the last of them; so an
 * alert may be told a few milliseconds before its audit event. It then counts from when that was seen; and a record that
 * comes to us after its own alert was there by then.
 */
export function inOrder(watched: Watched, latencyMs: number, all: readonly Watched[]): number {
  // An acknowledgement is measured from the alert, the others from the attack.
  if (watched.expectation.stage === 'acknowledged') return latencyMs;
  const others = all.filter(w => w !== watched && w.expectation.stage !== 'acknowledged');
  const seen = others.filter(w => w.settled?.state === 'seen' && isOfOneRequest(w, watched));
  const times = (follows: (distance: number) => boolean) =>
    seen.filter(w => follows(place(w) - place(watched))).map(w => w.settled?.latencyMs ?? 0);
  const notBefore = Math.max(...times(distance => distance < 0), 0);
  const notAfter = Math.min(...times(distance => distance > 0), Number.POSITIVE_INFINITY);
  return Math.min(Math.max(latencyMs, notBefore), notAfter);
}

const place = ({expectation}: Watched): number => STAGES.indexOf(expectation.stage);

/** Whether two expectations are about the same step; without one, any step of the attack will do. */
function isOfOneRequest(a: Watched, b: Watched): boolean {
  const [first, second] = [a.expectation.step, b.expectation.step];
  if (first === undefined && second === undefined) return true;
  return (first ?? a.step) === (second ?? b.step);
}

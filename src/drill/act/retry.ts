import type {Clock} from '../../lib/clock.js';
import {milliseconds} from '../../lib/duration.js';
import {growing, until} from '../../lib/until.js';
import type {Sent} from './requester.js';

/** Before a request is made again: retries must not look like a burst. */
const PAUSE_MS = {first: 250, factor: 2, most: 2000};

/** Makes a request again, ever further apart, until it does what it is meant to do or the time is over. */
export const untilExecuted = (
  send: () => Promise<Sent>,
  /** A duration; absent: it is made once. */
  within: string | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<Sent> =>
  until(send, {
    ...{clock, signal, pauses: growing(PAUSE_MS)},
    lastPause: 'none',
    within: within === undefined ? 0 : milliseconds(within),
    enough: ({outcome}) => outcome === 'executed',
  });

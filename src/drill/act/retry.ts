import type {Clock} from '../../lib/clock.js';
import {milliseconds} from '../../lib/duration.js';
import type {Sent} from './requester.js';

/** The first pause before a request is made again, and the longest: retries must not look like a burst. */
const FIRST_MS = 250;
const LONGEST_MS = 2000;

/** Makes a request again, ever further apart, until it does what it is meant to do or the time is over. */
export async function untilExecuted(
  send: () => Promise<Sent>,
  /** A duration; absent: it is made once. */
  within: string | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<Sent> {
  const deadline = clock.now() + (within === undefined ? 0 : milliseconds(within));
  for (let pauseMs = FIRST_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_MS)) {
    const sent = await send();
    if (sent.outcome === 'executed' || clock.now() + pauseMs > deadline) return sent;
    await clock.sleep(pauseMs, signal);
  }
}

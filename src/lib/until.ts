import type {Clock} from './clock.js';

/** How something is waited for. */
export interface Waiting<T> {
  clock: Clock;
  signal?: AbortSignal;
  /** Whether this is the answer that is waited for. */
  enough: (answer: T) => boolean;
  /** How long, in milliseconds; absent: as long as there are pauses. */
  within?: number;
  /** Whether the last pause is cut short, to ask once more when the time is over (the usual), or is one too many. */
  lastPause?: 'short' | 'none';
  /** Milliseconds between two questions: always the same, or one after the other; with the last of them it is over. */
  pauses: number | Iterable<number>;
  /** Whether it is not worth asking again, although there is time. */
  isPointless?: () => boolean;
}

/** Pauses that grow by a factor, from the first to the longest. */
export function* growing({first, factor, most}: {first: number; factor: number; most: number}): Generator<number> {
  for (let pause = first; ; pause = Math.min(pause * factor, most)) yield pause;
}

function* always(pause: number): Generator<number> {
  for (;;) yield pause;
}

/**
 * Asks again and again until the answer is the one that is waited for.
 *
 * @returns the last answer, which is another one where the time was over before.
 * @throws the signal's reason when it is aborted, and what the question throws.
 */
export async function until<T>(ask: () => T | Promise<T>, waiting: Waiting<T>): Promise<T> {
  const {clock, signal, enough, within = Number.POSITIVE_INFINITY, pauses, lastPause = 'short', isPointless} = waiting;
  const deadline = clock.now() + within;
  const rest = (typeof pauses === 'number' ? always(pauses) : pauses)[Symbol.iterator]();
  for (;;) {
    const answer = await ask();
    if (enough(answer)) return answer;
    const left = deadline - clock.now();
    if (left <= 0 || isPointless?.()) return answer;
    const pause = rest.next();
    if (pause.done || (lastPause === 'none' && pause.value > left)) return answer;
    await clock.sleep(Math.min(pause.value, left), signal);
  }
}

/** Sleeps until the time is over or what is waited for has happened, whichever comes first. */
export async function sleepUnless(
  happened: AbortSignal,
  ms: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  if (happened.aborted) return signal?.throwIfAborted();
  try {
    await clock.sleep(ms, signal ? AbortSignal.any([signal, happened]) : happened);
  } catch (error) {
    signal?.throwIfAborted();
    if (!happened.aborted) throw error;
  }
}

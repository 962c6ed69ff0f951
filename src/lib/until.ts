import type {Clock} from './clock.js';

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

import type {Clock} from '../lib/clock.js';
import {runningTime} from '../view/stage-times.js';

/** Silence after which a line says what goes on; it doubles up to the most while the same goes on. */
const FIRST_MS = 1000;
const MOST_MS = 16_000;

/** Somebody who says what goes on while nothing else is said. */
export interface Teller {
  /** Something else was said: the silence begins anew. */
  heard(): void;
  stop(): void;
}

/** Says within a second what a long piece of work is busy with, `what()`, then less and less often until it is stopped. */
export function keepTelling(clock: Clock, say: (text: string) => void, what: () => string): Teller {
  const over = new AbortController();
  const beginsAt = clock.now();
  let saidAt = beginsAt;
  let waitMs = FIRST_MS;
  const watch = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(Math.max(1, saidAt + waitMs - clock.now()), over.signal);
      if (clock.now() - saidAt < waitMs) continue;
      say(`${runningTime(clock.now() - beginsAt)}  ${what()}`);
      saidAt = clock.now();
      waitMs = Math.min(waitMs * 2, MOST_MS);
    }
  };
  watch().catch(() => {}); // rejects only when it is stopped
  return {
    heard: () => {
      saidAt = clock.now();
      waitMs = FIRST_MS;
    },
    stop: () => over.abort(),
  };
}

/** Does a piece of work, and says what it is busy with where it takes longer than a second; nothing to be `quiet`. */
export async function tellingWhile<T>(
  {clock, say, quiet}: {clock: Clock; say: (text: string) => void; quiet: boolean | undefined},
  what: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const teller = quiet ? undefined : keepTelling(clock, say, what);
  try {
    return await work();
  } finally {
    teller?.stop();
  }
}

/**
 * Does something for each of several, a few at a time. Where one fails, those that are under way go on.
 *
 * @param most how many are under way at once
 * @param signal once it is aborted, none is begun any more
 */
export async function atOnce<T>(
  all: Iterable<T>,
  most: number,
  task: (one: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const waiting = all[Symbol.iterator]();
  const work = async () => {
    while (!signal?.aborted) {
      const next = waiting.next();
      if (next.done) return;
      await task(next.value);
    }
  };
  await Promise.all(Array.from({length: most}, work));
}

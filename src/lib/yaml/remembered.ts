/** Longer texts are read again: it is many small files that are read many times. */
const LONGEST = 64 * 1024;

/** What was made of the last `most` texts: the same text is not worked on twice. It is shared, and so it is frozen. */
export class Remembered<T> {
  readonly #known = new Map<string, T>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** What `make` makes of this text, read under these names: what differs in any of them is something else. */
  of(names: readonly string[], text: string, make: () => T): T {
    if (text.length > LONGEST) return make();
    const key = JSON.stringify([...names, text]);
    const made = this.#known.get(key) ?? frozen(make());
    this.#known.delete(key);
    this.#known.set(key, made);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return made;
  }
}

/** Frozen with everything in it; bytes cannot be. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}

/** Tells new keys from repeated ones over the newest entries, in bounded memory: two generations of a set. */
export class RecentKeys<K extends string | number = string> {
  #young = new Set<K>();
  #old = new Set<K>();
  readonly #size: number;

  constructor(size = 50_000) {
    this.#size = size;
  }

  /** Whether a key was given before. */
  has(key: K): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  /** True the first time a key is given. */
  isNew(key: K): boolean {
    if (this.has(key)) return false;
    this.#young.add(key);
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    return true;
  }
}

/** Tells new keys from repeated ones over the newest entries, in bounded memory: two generations of a set. */
export class RecentKeys {
  #young = new Set<string>();
  #old = new Set<string>();
  readonly #size: number;

  constructor(size = 50_000) {
    this.#size = size;
  }

  /** Whether a key was given before. */
  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  /** True the first time a key is given. */
  isNew(key: string): boolean {
    if (this.has(key)) return false;
    this.#young.add(key);
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    return true;
  }
}

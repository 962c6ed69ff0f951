import type {Asked} from '../../live/part/outbox.js';

/** Where a browser keeps texts for one page of one address: it outlasts a reload, and goes with the tab. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'kubedrill unsent ';

/**
 * What one person has done and no server is known to have, kept so that it outlasts a reload of the page. It holds what
 * the person has written and handed in, and neither their token nor a code.
 */
export class Unsent {
  readonly #key: string;

  /** What somebody else, or another drill, left on the shelf is taken away: nobody is to send it any more. */
  constructor(
    readonly shelf: Shelf,
    epoch: string,
    person: string,
  ) {
    this.#key = `${PREFIX}${epoch} ${person}`;
    const keys = Array.from({length: shelf.length}, (_, place) => shelf.key(place) ?? '');
    for (const key of keys) if (key.startsWith(PREFIX) && key !== this.#key) shelf.removeItem(key);
  }

  load(): Asked[] {
    try {
      const known: unknown = JSON.parse(this.shelf.getItem(this.#key) ?? '[]');
      return Array.isArray(known) ? known.filter(isAsked) : [];
    } catch {
      return [];
    }
  }

  /**
   * Keeps all of it, or as much as there is room for: large evidence is left out first.
   *
   * @returns whether all of it is kept
   */
  save(unsent: readonly Asked[]): boolean {
    if (!unsent.length) {
      this.shelf.removeItem(this.#key);
      return true;
    }
    return this.#put(unsent) || (this.#put(unsent.filter(({bytes}) => bytes === undefined)) && false);
  }

  #put(unsent: readonly Asked[]): boolean {
    try {
      this.shelf.setItem(this.#key, JSON.stringify(unsent));
      return true;
    } catch {
      // The browser has no more room for it.
      return false;
    }
  }
}

const isAsked = (one: unknown): one is Asked =>
  typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' && 'do' in one;

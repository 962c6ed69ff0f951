import type {Counted, Tally} from './tally.js';

/** Something that happened at a time, in milliseconds. */
export interface Timed {
  time: number;
}

/** A stretch of entries, from the first to the one after the last. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * A window of fixed length that slides over events in time, with a figure over what is inside. Events may come late and
 * out of order: a late one is looked at in every window that it belongs to, as if it had come in time.
 */
export class SlidingWindow<T extends Timed & Counted> {
  /** In the order of their times; equal times in the order of arrival. */
  readonly entries: T[] = [];
  /** The tally holds the entries from here to the end. */
  #from = 0;

  constructor(
    readonly spanMs: number,
    readonly tally: Tally,
  ) {}

  get newest(): number {
    return this.entries.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Takes an entry; the first window with it of which `holds` is true, looking from the newest window back. */
  add(entry: T, holds: () => boolean): Stretch | undefined {
    const {entries, tally} = this;
    const place = entries.findLastIndex(e => e.time <= entry.time) + 1;
    entries.splice(place, 0, entry);
    if (place < this.#from) this.#from++;
    else tally.add(entry);
    while (this.#timeAt(this.#from) < this.newest - this.spanMs) this.#take(this.#from++);
    return this.#search(place, holds);
  }

  /** Forgets the oldest entries until one is not to go. */
  dropWhile(goes: (entry: T) => boolean): T[] {
    let count = 0;
    for (const entry of this.entries) {
      if (!goes(entry)) break;
      if (count++ >= this.#from) this.tally.remove(entry);
    }
    this.#from = Math.max(0, this.#from - count);
    return this.entries.splice(0, count);
  }

  #timeAt = (place: number): number => this.entries[place]?.time ?? Number.POSITIVE_INFINITY;

  #take(place: number): void {
    const entry = this.entries[place];
    if (entry) this.tally.remove(entry);
  }

  #give(place: number): void {
    const entry = this.entries[place];
    if (entry) this.tally.add(entry);
  }

  /** Moves the window back, one entry at a time, until it ends with the one at `place`; then forward again. */
  #search(place: number, holds: () => boolean): Stretch | undefined {
    const {length} = this.entries;
    let [from, to] = [this.#from, length];
    let found: Stretch | undefined;
    for (;;) {
      if (from <= place && holds()) found = {from, to};
      if (found || to === place + 1) break;
      this.#take(--to);
      while (from > 0 && this.#timeAt(from - 1) >= this.#timeAt(to - 1) - this.spanMs) this.#give(--from);
    }
    // In this order: where the window has moved back past its own begin, what is to be taken must have been given first.
    while (to < length) this.#give(to++);
    while (from < this.#from) this.#take(from++);
    return found;
  }
}

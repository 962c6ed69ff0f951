import {copyOf} from '../../lib/interned.js';
import {mix} from '../../lib/mix.js';

/** At most this many groups of sections are kept; a power of two. */
const SLOTS = 1024;
/** At most this many sections of a group are kept. */
const WAYS = 4;
/** Longer ones are not kept. */
const LONGEST = 4096;
/** Characters of a section, counted from its begin, that choose its group: this is where names of users differ. */
const PROBES = [26, 40, 46, 52, 60, 72] as const;

/** A section as it was read. */
export interface Section<T> {
  value: T;
  /** Where the section ends in the line. */
  end: number;
}

interface Kept<T> {
  /** All of it, and the key behind it. */
  text: string;
  value: T;
  /** Its own length. */
  length: number;
}

/**
 * Sections of lines that come again and again, such as who has sent a request: one that was read before is recognised
 * by comparison and yields the very value that was read then.
 */
export class KnownSections<T> {
  readonly #slots: (Kept<T>[] | undefined)[] = new Array(SLOTS).fill(undefined);

  /**
   * @param shape a sticky expression for a section, whose last group, outside of it, is the key behind it
   * @param read makes a value of the groups
   */
  constructor(
    readonly shape: RegExp,
    readonly read: (groups: readonly (string | undefined)[]) => T,
  ) {}

  /** The section that begins at a place of a line; undefined when there is none of this shape. */
  at(line: string, from: number): Section<T> | undefined {
    const slot = slotOf(line, from);
    const known = this.#slots[slot];
    if (known) {
      for (const {text, value, length} of known) {
        // Quicker than startsWith, which looks at one character after the other.
        if (line.slice(from, from + text.length) === text) return {value, end: from + length};
      }
    }
    return this.#learn(line, from, slot);
  }

  #learn(line: string, from: number, slot: number): Section<T> | undefined {
    this.shape.lastIndex = from;
    const groups = this.shape.exec(line);
    if (!groups) return undefined;
    const [whole] = groups;
    const section = {value: this.read(groups), end: from + whole.length};
    if (whole.length > LONGEST) return section;
    const text = copyOf(whole + (groups.at(-1) ?? ''));
    const kept = {text, value: section.value, length: whole.length};
    const others = this.#slots[slot];
    this.#slots[slot] = others ? [kept, ...others.slice(0, WAYS - 1)] : [kept];
    return section;
  }
}

function slotOf(line: string, from: number): number {
  let mixed = 0;
  for (const probe of PROBES) mixed = mix(mixed, line.charCodeAt(from + probe));
  return (mixed ^ (mixed >>> 10)) & (SLOTS - 1);
}

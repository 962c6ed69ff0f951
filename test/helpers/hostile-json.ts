import type {Random} from './random.js';

/** Ways in which a writer of JSON may differ from the API server. */
export interface Manner {
  /** Keys in any order. */
  shuffled?: boolean;
  /** Blanks between keys and values. */
  spaced?: boolean;
  /** Some letters as escapes. */
  escaped?: boolean;
}

/** JSON as odd as its manner: it parses to the value all the same. */
export function oddJson(value: unknown, random: Random, manner: Manner): string {
  const blank = () => (manner.spaced && random.percent(10) ? random.pick([' ', '\t', '  ']) : '');
  const text = (plain: string) => {
    const json = JSON.stringify(plain);
    return manner.escaped ? json.replace(/[a-z]/g, c => (random.percent(1) ? escapeOf(c, json) : c)) : json;
  };
  const write = (inner: unknown): string => {
    if (Array.isArray(inner)) return `[${blank()}${inner.map(write).join(`${blank()},${blank()}`)}${blank()}]`;
    if (typeof inner !== 'object' || inner === null) {
      return typeof inner === 'string' ? text(inner) : JSON.stringify(inner);
    }
    const entries = Object.entries(inner).filter(([, v]) => v !== undefined);
    const ordered = manner.shuffled ? random.shuffle(entries) : entries;
    const pairs = ordered.map(([key, v]) => `${text(key)}${blank()}:${blank()}${write(v)}`);
    return `{${blank()}${pairs.join(`${blank()},${blank()}`)}${blank()}}`;
  };
  return write(value);
}

/** A letter after a backslash is part of an escape already. */
const escapeOf = (letter: string, json: string): string =>
  json.includes('\\') ? letter : `\\u00${letter.charCodeAt(0).toString(16)}`;

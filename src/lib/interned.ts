import {mix} from './mix.js';

/** At most this many texts are kept; a power of two. */
const SLOTS = 4096;
/** Longer ones are not kept. */
const LONGEST = 4096;

const slots = new Array<string>(SLOTS).fill('');

/**
 * The same text as a string of its own that is kept for the next time: one and the same string while nothing else takes
 * its place. Strings that were cut out of others hold on to all of them, and are slow keys of maps: their hash is made
 * anew for each.
 */
export function interned(text: string): string {
  if (text === '') return text;
  if (text.length > LONGEST) return copyOf(text);
  const slot = slotOf(text);
  const kept = slots[slot] ?? '';
  if (kept === text) return kept;
  const copy = copyOf(text);
  slots[slot] = copy;
  return copy;
}

/** From a few of its letters: texts that share a slot only take it from one another. */
function slotOf(text: string): number {
  const {length} = text;
  const [half, quarter] = [length >> 1, length >> 2];
  let mixed = mix(length, text.charCodeAt(half));
  mixed = mix(mixed, text.charCodeAt(quarter));
  mixed = mix(mixed, text.charCodeAt(half + quarter));
  return mix(mixed, text.charCodeAt(length - 1 - (length >> 4))) & (SLOTS - 1);
}

/** The same text as a string of its own: one that was cut out of another holds on to all of it. */
export const copyOf = (text: string): string => JSON.parse(JSON.stringify(text));

import {TRANSFORMATIONS} from './encodings.js';
import {TIME_PARTS} from './time-parts.js';

/** How the values of a comparison are taken. */
export type Kind = 'text' | 're' | 'cidr' | 'exists' | 'fieldref' | 'number';

/** Numbers against numbers. */
export const ORDER: Readonly<Record<string, (found: number, wanted: number) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};

const AFFIXES = ['contains', 'startswith', 'endswith'];
const LISTS = ['all', 'neq'];

/** Which modifiers may stand beside each other. Where a regular expression is looked for, affixes change nothing. */
const TOGETHER: Readonly<Record<Kind, readonly string[]>> = {
  text: [...Object.keys(TRANSFORMATIONS), 'cased', 'expand', ...LISTS],
  re: ['re', 'i', 'm', 's', ...AFFIXES, 'expand', ...LISTS],
  cidr: ['cidr', 'expand', ...LISTS],
  exists: ['exists', ...LISTS],
  fieldref: ['fieldref', ...AFFIXES, 'cased', ...LISTS],
  number: [...Object.keys(ORDER), ...Object.keys(TIME_PARTS), ...LISTS],
};

const KNOWN = [...new Set(Object.values(TOGETHER).flat())];

/**
 * Says how values are to be taken.
 *
 * @throws Error in words for an unknown modifier, or for two that do not go together.
 */
export function kindOf(modifiers: readonly string[]): Kind {
  const unknown = modifiers.find(m => !KNOWN.includes(m));
  if (unknown !== undefined) throw new Error(`unknown modifier "${unknown}"; known are ${KNOWN.join(', ')}`);
  if (modifiers.some(m => ['i', 'm', 's'].includes(m)) && modifiers[0] !== 're') {
    throw new Error('i, m and s are flags of a regular expression: they follow re');
  }
  const own = (['re', 'cidr', 'exists', 'fieldref'] as const).find(kind => modifiers.includes(kind));
  const kind = own ?? (modifiers.some(m => m in ORDER || m in TIME_PARTS) ? 'number' : 'text');
  const odd = modifiers.find(m => !TOGETHER[kind].includes(m));
  if (odd !== undefined) {
    throw new Error(`${odd} does not go with ${own ?? modifiers.find(m => m in ORDER || m in TIME_PARTS)}`);
  }
  checkOrder(modifiers, own);
  return kind;
}

/** Refuses what comes twice, or too early: modifiers are applied in the order in which they stand. */
function checkOrder(modifiers: readonly string[], own: string | undefined): void {
  for (const one of ONLY_ONE) {
    const [first, second] = modifiers.filter(one);
    if (second !== undefined) {
      const which = first === second ? `${first} is there twice` : `${first} and ${second} are two comparisons`;
      throw new Error(`${which}: write a key for each`);
    }
  }
  const early = own && modifiers.slice(0, modifiers.indexOf(own)).find(m => AFFIXES.includes(m));
  if (early !== undefined) throw new Error(`${early} comes before ${own}, which takes the value as it is written`);
  const part = modifiers.findIndex(m => m in TIME_PARTS);
  if (part >= 0 && modifiers.slice(0, part).some(m => m in ORDER)) {
    throw new Error(`${modifiers[part]} is taken out of a time before it is compared: write it first`);
  }
}

/** Of these a comparison has one: a second would be ignored. A time is taken apart before it is compared. */
const ONLY_ONE: readonly ((modifier: string) => boolean)[] = [
  m => m in ORDER,
  m => m in TIME_PARTS,
  ...['re', 'cidr', 'exists', 'fieldref'].map(own => (m: string) => m === own),
];

/** What `all` and `neq` do is done to all values together; the others change each of them. */
export const isOnList = (modifier: string): boolean => LISTS.includes(modifier);

/** These take texts alone; what they would make of a number or of true is not defined. */
const OF_TEXTS = ['windash', 'wide', 'utf16', 'utf16le', 'utf16be', 'base64', 'base64offset', 're', 'cidr', 'expand'];

/** The modifier that a value which is not a text does not go with; undefined when there is none. */
export const needsText = (modifiers: readonly string[]): string | undefined =>
  modifiers.find(m => OF_TEXTS.includes(m));

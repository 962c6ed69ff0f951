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
  exists: ['exists'],
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
  return kind;
}

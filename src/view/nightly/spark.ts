const BLOCKS = '▁▂▃▄▅▆▇█';
const DIGITS = '12345678';

/**
 * A value as one letter: the higher, the fuller; in plain ASCII a digit from 1 to 8.
 *
 * @param share from 0 to 1; beyond, the lowest or the highest letter
 */
export function sparkLetter(share: number, ascii: boolean): string {
  const letters = ascii ? DIGITS : BLOCKS;
  return letters.charAt(Math.max(0, Math.min(letters.length - 1, Math.floor(share * letters.length))));
}

/** Values as letters, one each; null, of which nothing is known, as a dot. */
export const sparkline = (shares: readonly (number | null)[], ascii: boolean): string =>
  shares.map(share => (share === null ? (ascii ? '.' : '·') : sparkLetter(share, ascii))).join('');

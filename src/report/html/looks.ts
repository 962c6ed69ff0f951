import type {Ending} from '../../view/nightly/attempts.js';
import {symbolsFor, verdictSymbol} from '../../view/symbols.js';

const SYMBOLS = symbolsFor(false);

/** The mark of a cell: no two endings have the same, because a cell has no room for a word. */
export const markOf = (ending: Ending): string => (ending === 'flaky' ? '◐' : verdictSymbol(SYMBOLS, ending));

/**
 * How cells of grids look by their ending: by fill, frame and hatching, not by colour alone; what says nothing has no
 * colour at all. On paper fills are printed, too.
 *
 * @param cells a selector of all cells, with `&` where `.ending` follows: `.key&`, `.strip &`
 */
export function cellLooks(...cells: string[]): string {
  const of = (ending: string) => cells.map(cell => cell.replace('&', `.${ending}`)).join(', ');
  return `
${of('detected')} { color: var(--ok); background: color-mix(in srgb, var(--ok) 16%, var(--page)); }
${of('prevented')} { color: var(--ok); background: color-mix(in srgb, var(--ok) 16%, var(--page)); border-color: var(--ok); }
${of('late')} { color: var(--late); background: color-mix(in srgb, var(--late) 16%, var(--page)); }
${of('flaky')} { color: var(--late); background: var(--page); border-color: var(--late); }
${of('missed')} { background: var(--missed); color: var(--page); }
${of('inconclusive')} { color: var(--ink); background: repeating-linear-gradient(135deg, var(--line) 0 2px, var(--page) 2px 6px); border-color: var(--muted); }
${of('not-executed')} { color: var(--ink); border-color: var(--muted); }
${of('skipped')} { color: var(--muted); }`;
}

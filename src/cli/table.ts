import {printable} from '../lib/text/printable.js';
import {left, widthOf} from '../view/text.js';

/** Rows as aligned columns, two blanks apart; the last column is not padded. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map(row => row.map(printable));
  const columns = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({length: columns}, (_, i) => Math.max(...rows.map(row => widthOf(row[i] ?? ''))));
  const text = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : left(cell, widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(row => `${text(row)}\n`).join('');
}

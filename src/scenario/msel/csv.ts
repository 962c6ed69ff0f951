import {parse} from 'csv-parse/sync';
import {messageOf} from '../../lib/errors.js';
import {MOST_ROWS, Unreadable} from './limits.js';

/** What spreadsheets take for a formula. An apostrophe before it says that it is a text, and so does one more before that. */
const FORMULA = /^'*[=+\-@\t\r\n]/;

/** A table as CSV for spreadsheets: with a byte order mark, and nothing in it that is calculated. */
export const csvOf = (table: readonly (readonly string[])[]): string =>
  `\uFEFF${table.map(row => `${row.map(cellOf).join(',')}\r\n`).join('')}`;

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Reads CSV with commas, semicolons or tabs, whichever its first line has most of. What `csvOf` has put before formulas is taken
 * away again.
 *
 * @throws Unreadable where it is no CSV, or has too many rows
 */
export function readCsv(text: string): string[][] {
  const [first = ''] = text.split('\n', 1);
  const [delimiter = ','] = [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length);
  try {
    const rows: string[][] = parse(text, {
      ...{bom: true, delimiter, relax_column_count: true, skip_empty_lines: false},
      ...{to: MOST_ROWS + 2, max_record_size: 1_000_000},
    });
    if (rows.length > MOST_ROWS + 1) throw new Unreadable(`has more than ${MOST_ROWS} rows`);
    return rows.map(row => row.map(cell => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell)));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(messageOf(error));
  }
}

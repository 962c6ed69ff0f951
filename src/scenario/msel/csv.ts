import {parse} from 'csv-parse/sync';
import {messageOf} from '../../lib/errors.js';
import {MOST_ROWS, Unreadable} from './limits.js';

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

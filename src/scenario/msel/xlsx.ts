import {messageOf} from '../../lib/errors.js';
import {COLUMN_KEYS, columnOf} from './columns.js';
import {MOST_ROWS, Unreadable} from './limits.js';
import {checkUnpacked} from './unpacked.js';

/** Widths in characters: long texts wrap. */
const WIDTHS: Partial<Record<string, number>> = {title: 34, description: 60, expect: 44, notes: 40, trigger: 34};

/** A table as an Excel workbook with one sheet. Its cells are texts, which Excel does not calculate. */
export async function xlsxOf(table: readonly (readonly string[])[]): Promise<Buffer> {
  const {default: writeExcelFile} = await import('write-excel-file/node');
  const [headers = [], ...rows] = table;
  const sheet = [
    headers.map(value => ({value, type: String, fontWeight: 'bold' as const})),
    ...rows.map(row => row.map(value => ({value, type: String, wrap: true, alignVertical: 'top' as const}))),
  ];
  const columns = COLUMN_KEYS.map(key => ({width: WIDTHS[key] ?? 16}));
  return await writeExcelFile(sheet, {sheet: 'MSEL', columns, stickyRowsCount: 1}).toBuffer();
}

/**
 * Reads the sheet of an Excel workbook that looks like a list of injects: the one whose first row has the most known
 * headers.
 *
 * @throws Unreadable where it is no workbook, or has too many rows
 */
export async function readXlsx(bytes: Buffer): Promise<string[][]> {
  checkUnpacked(bytes);
  const {default: readExcelFile} = await import('read-excel-file/universal');
  const blob = new Blob([new Uint8Array(bytes)]);
  const sheets = await readExcelFile(blob, {trim: false}).catch((error: unknown) => {
    throw new Unreadable(`is not an Excel file (.xlsx): ${messageOf(error)}`);
  });
  const tables = sheets.map(({data}) => data.map(row => row.map(textOf)));
  const known = ([headers = []]: string[][]) => headers.filter(header => columnOf(header)).length;
  const [table = []] = tables.toSorted((a, b) => known(b) - known(a));
  if (table.length > MOST_ROWS + 1) throw new Unreadable(`has more than ${MOST_ROWS} rows`);
  return table;
}

/** A cell that Excel knows to be a time of day has the date on which its calendar begins. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().replace(/\.\d+Z$/, 'Z') : String(cell);
}

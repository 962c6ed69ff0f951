import {COLUMN_KEYS, COLUMNS, type ColumnKey, columnOf, type Row} from './columns.js';

/** A line of a list that somebody has sent; columns that the list lacks are absent. */
export type ReadRow = Partial<Row> & {
  /** The number that a spreadsheet shows beside it. */
  line: number;
};

/** A list as it was read. */
export interface ReadList {
  rows: ReadRow[];
  /** Headers that mean nothing here. */
  unknown: string[];
  /** Titles of columns that are needed and not there. */
  missing: string[];
}

/** The lines of a table whose first row has headers. Empty lines are left out. */
export function readList([headers = [], ...lines]: readonly (readonly string[])[]): ReadList {
  const keys = headers.map(columnOf);
  // Of two columns that mean the same the first counts.
  const places = new Map<ColumnKey, number>();
  for (const [place, key] of keys.entries()) if (key && !places.has(key)) places.set(key, place);
  const rows = lines.flatMap((cells, n) =>
    cells.some(cell => cell.trim() !== '')
      ? [{...Object.fromEntries([...places].map(([key, place]) => [key, cells[place] ?? ''])), line: n + 2}]
      : [],
  );
  // What says when an inject is due may be either.
  const isThere = (key: ColumnKey): boolean => places.has(key) || (key === 'scheduled' && places.has('trigger'));
  return {
    rows,
    unknown: headers.filter(
      (header, place) => header.trim() !== '' && (!keys[place] || places.get(keys[place]) !== place),
    ),
    missing: COLUMN_KEYS.filter(key => 'required' in COLUMNS[key] && !isThere(key)).map(key => COLUMNS[key].title),
  };
}

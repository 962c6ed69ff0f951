/** What spreadsheets take for a formula. An apostrophe before it says that it is a text, and so does one more before that. */
const FORMULA = /^'*[=+\-@\t\r\n]/;

/** A table as CSV for spreadsheets: with a byte order mark, and nothing in it that is calculated. */
export const csvOf = (table: readonly (readonly string[])[]): string =>
  `\uFEFF${table.map(row => `${row.map(cellOf).join(',')}\r\n`).join('')}`;

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

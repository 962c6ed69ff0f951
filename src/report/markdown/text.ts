import {printable} from '../../lib/text/printable.js';

const oneLine = (value: string): string => printable(value.replace(/[\r\n\t]+/g, ' '));

/** Text from anywhere: it must neither become markup nor end a table cell. */
export const text = (value: string): string =>
  oneLine(value)
    .replace(/[\\`*_{}[\]<>|#!~$&]/g, '\\$&')
    // At the start of a line these would begin a list or a rule.
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');

/** Text shown as code; a backtick inside would end it, a bar would end the cell. */
export const code = (value: string): string => `\`${oneLine(value).replace(/[`|]/g, "'")}\``;

/** A web address as a link; anything else, which a scenario file could hold too, as text. */
export const link = (url: string): string => (/^https?:\/\/[^\s<>"`|\\]+$/.test(url) ? `<${oneLine(url)}>` : text(url));

/** A table, its first row the head. Cells are markup already. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  return [head, head.map(() => '---'), ...rest].map(row => `| ${row.join(' | ')} |`).join('\n');
}

/** A list of lines that are markup already; nothing for none. */
export const list = (lines: readonly string[]): string => lines.map(line => `- ${line}`).join('\n');

/** Blocks with an empty line between them, without the empty ones. */
export const blocks = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join('\n\n');

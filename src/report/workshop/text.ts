import {printable} from '../../lib/text/printable.js';
import {left, right, widthOf, wrapWords} from '../../view/text.js';
import {type Block, type Document, type Inline, partsOf, type Table, type Text} from '../document/document.js';

/** Columns that a text keeps where its table is too wide. */
const LEAST = 12;

const plainOf = (text: Text): string => partsOf(text).map(wordsOf).join('');

function wordsOf(part: Inline): string {
  if (typeof part === 'string') return printable(part);
  if ('code' in part) return printable(part.code);
  return 'strong' in part ? printable(part.strong) : '';
}

/** The columns of a table, as wide as what stands in them; where that is too wide, the widest is cut. */
function tableLines({head, rows, numeric = []}: Table, width: number): string[] {
  const texts = [head, ...rows.map(row => row.map(plainOf))];
  const widths = head.map((_, column) => Math.max(...texts.map(row => widthOf(row[column] ?? ''))));
  const over = widths.reduce((sum, one) => sum + one + 2, 0) - width;
  const widest = widths.indexOf(Math.max(...widths));
  if (over > 0) widths[widest] = Math.max(LEAST, (widths[widest] ?? 0) - over);
  return texts.map(row =>
    `  ${row.map((cell, column) => (numeric.includes(column) ? right : left)(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function blockLines(block: Block, width: number): string[] {
  const wrapped = (text: Text) => wrapWords(plainOf(text), width - 2).map(line => `  ${line}`);
  switch (block.kind) {
    case 'paragraph':
      return wrapped(block.text);
    case 'list':
      return block.items.flatMap(({text}) => wrapped(text));
    case 'facts':
      return block.facts.map(({name, text}) => `  ${printable(name)}: ${plainOf(text)}`);
    case 'table':
      return tableLines(block, width);
    default:
      return [];
  }
}

/** A document of words, lists and tables as plain text; a table that is wider than the terminal is left out. */
export function plainText({title, head, sections}: Document, width: number): string {
  const parts = [
    [printable(title), ...head.flatMap(block => blockLines(block, width))],
    ...sections.flatMap(section => {
      const lines = section.blocks.flatMap(block => blockLines(block, width));
      return lines.some(line => widthOf(line) > width) ? [] : [[printable(section.title), ...lines]];
    }),
  ];
  return `${parts.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

import {printable} from '../../lib/text/printable.js';
import {plain, type Symbols} from '../../view/symbols.js';
import {wrapWords} from '../../view/text.js';
import {cutLine, type Line, line, span, spread} from '../text/line.js';
import {firstRow} from './board.js';

/** Something that can be begun from the home screen. */
export interface HomeEntry {
  /** The heading under which it stands; entries of one group follow each other. */
  group: string;
  title: string;
  /** A word at the right edge, such as a severity. */
  note: string;
  /** What it is, in a few sentences. */
  about: string;
  /** The command line that does the same, without the program's name. */
  argv: readonly string[];
}

/** What the home screen is drawn from. */
export interface HomeInput {
  version: string;
  entries: readonly HomeEntry[];
  selected: number;
  width: number;
  height: number;
  ascii: boolean;
  symbols: Symbols;
}

/** The smallest screen that it fits. */
export const HOME_MIN = {columns: 40, rows: 12};
/** Header and footer with their rules, and the rule above what the selected entry is. */
const FRAME = 5;

/** Lines of the list, headings included, that are visible at once: a page, too. */
export const homePage = (height: number): number => height - FRAME - aboutHeight(height);

const aboutHeight = (height: number): number => Math.max(3, Math.floor(height / 4));

/** The whole home screen: what can be begun, the selected one in words, and the command line that does the same. */
export function homeLines(input: HomeInput): Line[] {
  const {version, entries, selected, width, height, ascii, symbols} = input;
  const rule = line(symbols.rule.repeat(width), 'muted');
  const entry = entries[selected];
  const about = aboutHeight(height);
  const words = entry ? wrapWords(printable(entry.about), width - 2).slice(0, about - 1) : [];
  const command = entry ? [line(` $ kubedrill ${entry.argv.map(printable).join(' ')}`, 'ok')] : [];
  return [
    spread([span(' kubedrill ', 'ok', true), span(version, 'muted')], [], width, symbols.ellipsis),
    rule,
    ...filled(listLines(input), homePage(height)),
    rule,
    ...filled([...command, ...words.map(text => line(` ${text}`, 'muted'))], about),
    rule,
    footer(ascii),
  ].map(l => cutLine(l, width, symbols.ellipsis));
}

function listLines({entries, selected, width, height, symbols}: HomeInput): Line[] {
  const rows = entries.flatMap((entry, index): {entry: number; line: Line}[] => {
    const head = entry.group === entries[index - 1]?.group ? [] : [{entry: -1, line: line(` ${entry.group}`, 'muted')}];
    return [...head, {entry: index, line: entryLine(entry, index === selected, width, symbols)}];
  });
  const page = homePage(height);
  const at = rows.findIndex(r => r.entry === selected);
  const from = firstRow(at, rows.length, page);
  return rows.slice(from, from + page).map(r => r.line);
}

const entryLine = ({title, note}: HomeEntry, selected: boolean, width: number, symbols: Symbols): Line =>
  spread(
    [span(selected ? ` ${symbols.selected} ` : '   ', 'ok', true), span(printable(title), 'plain', selected)],
    [span(`${printable(note)} `, 'muted')],
    width,
    symbols.ellipsis,
  );

function filled(lines: readonly Line[], height: number): Line[] {
  const empty = Array.from({length: Math.max(0, height - lines.length)}, () => line(''));
  return [...lines, ...empty].slice(0, height);
}

const KEYS = [
  ['↑↓', 'select'],
  ['⏎', 'begin'],
  ['q', 'leave'],
] as const;

const footer = (ascii: boolean): Line =>
  KEYS.flatMap(([key, does]) => [span(` ${plain(key, ascii)}`, 'ok'), span(` ${does} `, 'muted')]);

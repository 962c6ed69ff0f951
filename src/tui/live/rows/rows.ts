import {widthOf} from '../../../view/text.js';
import {firstRow} from '../../screens/board.js';
import {cutLine, type Line, line, span, textOf} from '../../text/line.js';
import type {LiveContext} from '../context.js';

/** Something that can be selected. */
export interface Row {
  /** What it is, such as `alert:A2`: its kind, and its id. */
  key: string;
  /** Made for a width. */
  line: (width: number) => Line;
}

/** Rows of one kind under a heading. */
export interface Group {
  title: string;
  /** At its right: how many, or the names of columns. */
  note: string;
  rows: readonly Row[];
  /** Said where there is none. */
  empty: string;
}

/** The kind and the id of a row. */
export function partsOf(key: string | undefined): {kind: string; id: string} {
  const [, kind = '', id = ''] = /^([^:]*):(.*)$/s.exec(key ?? '') ?? [];
  return {kind, id};
}

/** The width of the marker before a row. */
export const MARK = 3;

/** Groups one under the other, as many lines as there is room for: the selected row is in sight. */
export function listLines(
  groups: readonly Group[],
  selected: string | undefined,
  {width, height}: {width: number; height: number},
  {symbols}: Pick<LiveContext, 'symbols'>,
): Line[] {
  const all = groups.flatMap(({title, note, rows, empty}): {key?: string; line: Line}[] => [
    {line: headLine(title, note, width)},
    ...(rows.length ? [] : [{line: line(`   ${empty}`, 'muted')}]),
    ...rows.map(row => ({key: row.key, line: markedLine(row, row.key === selected, width, symbols)})),
  ]);
  const at = all.findIndex(({key}) => key !== undefined && key === selected);
  const from = firstRow(Math.max(0, at), all.length, height);
  return all.slice(from, from + height).map(entry => cutLine(entry.line, width, symbols.ellipsis));
}

/** Rows alone, as many as there is room for: the selected one is in sight. */
export function windowOf(
  {rows, empty}: Pick<Group, 'rows' | 'empty'>,
  selected: string | undefined,
  {width, height}: {width: number; height: number},
  {symbols}: Pick<LiveContext, 'symbols'>,
): Line[] {
  if (!rows.length) return [line(`   ${empty}`, 'muted')];
  const at = rows.findIndex(({key}) => key === selected);
  const from = firstRow(Math.max(0, at), rows.length, height);
  return rows.slice(from, from + height).map(row => markedLine(row, row.key === selected, width, symbols));
}

/** A heading with what stands at its right edge. */
export function headLine(title: string, note: string, width: number): Line {
  const gap = Math.max(1, width - title.length - note.length - 2);
  return [span(` ${title}`, 'plain', true), span(`${' '.repeat(gap)}${note} `, 'muted')];
}

/** A row with its marker. */
export const markedLine = (row: Row, isSelected: boolean, width: number, symbols: LiveContext['symbols']): Line => [
  span(isSelected ? ` ${symbols.selected} ` : '   ', 'ok', true),
  ...row.line(width - MARK).map(part => (isSelected && part.tone === 'plain' ? {...part, bold: true} : part)),
];

/** Exactly `height` lines, each padded to `width`, so that another block can stand beside them. */
export function block(lines: readonly Line[], width: number, height: number, ellipsis: string): Line[] {
  return Array.from({length: height}, (_, row) => padded(lines[row] ?? [], width, ellipsis));
}

/** Two blocks of one height, with a wall between them. */
export const beside = (one: readonly Line[], other: readonly Line[], wall: string): Line[] =>
  one.map((spans, row) => [...spans, span(`${wall} `, 'muted'), ...(other[row] ?? [])]);

function padded(spans: Line, width: number, ellipsis: string): Line {
  const cut = cutLine(spans, width, ellipsis);
  return [...cut, span(' '.repeat(Math.max(0, width - widthOf(textOf(cut)))))];
}

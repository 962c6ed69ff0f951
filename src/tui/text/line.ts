import {printable} from '../../lib/text/printable.js';
import {cut, widthOf} from '../../view/text.js';

/** What a piece of text means; the theme gives it a colour. Meaning never rests on the tone alone. */
export type Tone = 'ok' | 'late' | 'missed' | 'prevented' | 'unknown' | 'waiting' | 'muted' | 'plain';

/** A piece of a line with one look. */
export interface Span {
  text: string;
  tone?: Tone;
  bold?: boolean;
  /** Reversed, for what a search found. */
  marked?: boolean;
}

/** One line of a screen, made by pure functions and drawn by `Lines`. */
export type Line = readonly Span[];

/** A piece of a line; the one place where text becomes what a terminal is given. */
export const span = (text: string, tone: Tone = 'plain', bold = false): Span => ({
  ...{text: printable(text), tone},
  ...(bold && {bold}),
});

/** A line of one piece. */
export const line = (text: string, tone: Tone = 'plain', bold = false): Line => [span(text, tone, bold)];

/** The text of a line, without its looks. */
export const textOf = (spans: Line): string => spans.map(s => s.text).join('');

/** Cuts a line to at most `width` columns. */
export function cutLine(spans: Line, width: number, ellipsis: string): Line {
  const kept: Span[] = [];
  let room = width;
  for (const part of spans) {
    if (room <= 0) break;
    const text = cut(part.text, room, ellipsis);
    kept.push({...part, text});
    if (text !== part.text) break;
    room -= widthOf(text);
  }
  return kept;
}

/** One text at the left edge, one at the right, the left one cut where both do not fit. */
export function spread(start: Line, end: Line, width: number, ellipsis: string): Line {
  const room = width - widthOf(textOf(end)) - 1;
  if (room < 8) return cutLine(start, width, ellipsis);
  const kept = cutLine(start, room, ellipsis);
  return [...kept, span(' '.repeat(Math.max(1, width - widthOf(textOf(kept)) - widthOf(textOf(end))))), ...end];
}

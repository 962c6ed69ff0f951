import {Box, Text} from 'ink';
import {createElement, type ReactElement} from 'react';
import {type Line, type Span, textOf} from '../text/line.js';
import {THEME} from '../text/theme.js';

/** Lines that pure functions have made, in a box of a fixed size; those that do not fit are left out. */
export function Lines({lines, width, height}: {lines: readonly Line[]; width: number; height: number}) {
  const box = {flexDirection: 'column', width, height, flexShrink: 0, overflow: 'hidden'} as const;
  // Spread, not mapped with keys: a line of a screen has no identity other than its place.
  return createElement(Box, box, ...lines.slice(0, height).map(lineElement));
}

const lineElement = (spans: Line): ReactElement =>
  textOf(spans) === ''
    ? createElement(Text, null, ' ') // an empty text would take no line at all
    : createElement(Text, {wrap: 'truncate'}, ...spans.map(spanElement));

/** Spaces around a text are for its place: they get no colour. */
function spanElement({text, tone = 'plain', bold = false, marked = false}: Span): ReactElement {
  const look = {...THEME[tone], bold, inverse: marked};
  if (!THEME[tone].backgroundColor) return createElement(Text, look, text);
  const start = text.length - text.trimStart().length;
  const end = Math.max(start, text.trimEnd().length);
  return createElement(
    Text,
    null,
    text.slice(0, start),
    createElement(Text, look, text.slice(start, end)),
    text.slice(end),
  );
}

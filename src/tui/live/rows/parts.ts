import {formatDuration} from '../../../lib/duration.js';
import {printable} from '../../../lib/text/printable.js';
import {clockTime} from '../../../view/stage-times.js';
import {wrapWords} from '../../../view/text.js';
import {type Line, line, type Span, span, type Tone} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import type {Words} from '../words/en.js';

/** Words under a heading, wrapped: nothing is cut. */
export const wrapped = (text: string, width: number, tone: Tone = 'plain'): Line[] =>
  text
    .split('\n')
    .flatMap(part => wrapWords(printable(part), Math.max(10, width - 2)).map(words => line(` ${words}`, tone)));

/** A bold heading of a detail. */
export const title = (text: string): Line => line(` ${text}`, 'plain', true);

/** A drill time as it stands before what happened then. */
export const when = (t: number): Span => span(`${clockTime(t).padStart(5)} `, 'muted');

/** `in 01:56`, or `due 0:12 ago`. */
export const countdown = (ms: number, words: Words): string =>
  ms >= 0 ? words.in(clockTime(ms)) : words.dueAgo(clockTime(-ms));

/** Whether a moment is past its time, in words. */
export function overText(t: number, dueT: number | undefined, words: Words): Span[] {
  if (dueT === undefined) return [];
  const left = dueT - t;
  return [
    left >= 0
      ? span(`  ${words.left(formatDuration(left))}`, 'waiting')
      : span(`  ${words.over(formatDuration(-left))}`, 'late'),
  ];
}

/** Lines of what happened, the newest last, as many as fit. */
export function toldLines({told}: Pick<LiveContext, 'told'>, height: number): Line[] {
  return told.slice(-height).map(({t, text}) => [span(' '), when(t), span(text)]);
}

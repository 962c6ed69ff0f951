import {printable} from '../../../lib/text/printable.js';
import {standsStill} from '../../../view/live/view.js';
import {clockTime} from '../../../view/stage-times.js';
import {widthOf} from '../../../view/text.js';
import {type Line, type Span, span, spread, textOf} from '../../text/line.js';
import type {LiveContext} from '../context.js';

/** The mark of the clock's state; its word stands beside it. */
const markOf = (state: LiveContext['view']['clock']['state'], ascii: boolean): string =>
  ({waiting: ascii ? '-' : '·', running: ascii ? '>' : '▶', paused: ascii ? '=' : '⏸', ended: ascii ? '#' : '■'})[
    state
  ];

/** The first line: whose screen it is, that it is a drill, which one, and its clock. DRILL and the clock are never cut. */
export function liveHeader(context: LiveContext, width: number): Line {
  const {hello, view, t, ascii, connection, waiting, isInsecure, run, symbols, words} = context;
  const {state} = view.clock;
  const {title = '', lengthMs} = view.opened ?? {};
  const who = hello.name === hello.role ? '' : ` ${printable(hello.name)}`;
  const length = lengthMs === undefined ? '' : ` / ${clockTime(lengthMs)}`;
  const badges: Span[] = [
    span(` ${words.drill} `, 'late', true),
    ...(run.started?.cluster.simulated || view.opened?.evidence === 'simulated'
      ? [span(` ${words.header.simulated} `, 'late', true)]
      : []),
    ...(view.opened?.evidence === 'recorded' ? [span(` ${words.header.recorded} `, 'late', true)] : []),
    ...(isInsecure ? [span(` ${words.header.noTls} `, 'missed', true)] : []),
    // What a board that stands still shows does not hang on its connection either.
    ...(connection === 'online' || standsStill(hello, view)
      ? []
      : [span(` ${offlineText(connection, waiting, words)} `, 'missed', true)]),
  ];
  const clock = [
    span(` ${words.header.state[state]} `, state === 'paused' ? 'late' : 'plain'),
    span(`${markOf(state, ascii)} ${clockTime(t)}${length} `, 'plain', true),
  ];
  const start = [span(` ${hello.role.toUpperCase()}${who} `, 'plain', true), ...badges];
  const whole = [...start, span(` ${printable(title)}`, 'muted')];
  const short = clock.slice(1);
  const fits = (from: Line, end: Line) => widthOf(textOf(from)) + widthOf(textOf(end)) + 1 <= width;
  if (fits(start, clock)) return spread(whole, clock, width, symbols.ellipsis);
  return fits(start, short)
    ? spread(start, short, width, symbols.ellipsis)
    : spread(badges, short, width, symbols.ellipsis);
}

function offlineText(connection: LiveContext['connection'], waiting: number, {header}: LiveContext['words']): string {
  if (connection === 'over') return header.over;
  if (connection === 'removed') return header.removed;
  if (waiting) return header.offlineWaiting(waiting);
  return connection === 'offline' ? header.offline : header.connecting;
}

/** The rule below the header, with what waits for the person: it is in sight wherever the marker stands. */
export function countsRule(counts: readonly string[], width: number, {symbols}: Pick<LiveContext, 'symbols'>): Line {
  const words = counts.length ? ` ${counts.join(` ${symbols.dot} `)} ` : '';
  const lead = words ? 2 : 0;
  return [
    span(symbols.rule.repeat(lead), 'muted'),
    span(words, 'plain', true),
    span(symbols.rule.repeat(Math.max(0, width - lead - widthOf(words))), 'muted'),
  ];
}

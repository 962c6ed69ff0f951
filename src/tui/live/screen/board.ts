import {clockTime} from '../../../view/stage-times.js';
import {type Line, line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {openAlerts} from '../rows/known.js';
import {toldLines} from '../rows/parts.js';

/** Digits of five lines, three columns each. */
const DIGITS: Readonly<Record<string, readonly string[]>> = {
  '0': ['###', '# #', '# #', '# #', '###'],
  '1': [' # ', '## ', ' # ', ' # ', '###'],
  '2': ['###', '  #', '###', '#  ', '###'],
  '3': ['###', '  #', ' ##', '  #', '###'],
  '4': ['# #', '# #', '###', '  #', '  #'],
  '5': ['###', '#  ', '###', '  #', '###'],
  '6': ['###', '#  ', '###', '# #', '###'],
  '7': ['###', '  #', '  #', '  #', '  #'],
  '8': ['###', '# #', '###', '# #', '###'],
  '9': ['###', '# #', '###', '  #', '###'],
  ':': [' ', '#', ' ', '#', ' '],
};

/** A time in large digits, each dot two columns wide, since letters are twice as high as wide. */
const large = (time: string, dot: string): string[] =>
  Array.from({length: 5}, (_, row) =>
    [...time]
      .map(digit => (DIGITS[digit]?.[row] ?? '').replaceAll(/./g, one => (one === '#' ? dot.repeat(2) : '  ')))
      .join('  '),
  );

const centred = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, Math.floor((width - text.length) / 2))) + text;

/** What everybody in the room may see: how late it is, and how far the team is. */
export function boardLines(context: LiveContext, {width, height}: {width: number; height: number}): Line[] {
  const {view, t, ascii, words} = context;
  const {lengthMs} = view.opened ?? {};
  const alerts = Object.values(view.alerts).length;
  const open = openAlerts(view).length;
  const people = Object.values(view.people).filter(({state, role}) => state === 'online' && role !== 'board').length;
  const counts = [
    [words.board.alerts, `${alerts}`],
    [words.board.taken, `${alerts - open}`],
    [words.board.open, `${open}`],
    [words.board.declared, `${view.declared.length}`],
    [words.board.people, `${people}`],
  ] as const;
  const told = Math.max(0, Math.min(6, height - 14));
  return [
    line(''),
    ...large(clockTime(t), ascii ? '#' : '█').map(row => line(centred(row, width), 'plain', true)),
    line(''),
    line(centred(barText(t, lengthMs, Math.min(60, width - 4), ascii), width)),
    line(''),
    line(centred(counts.map(([what, count]) => `${what} ${count}`).join('   '), width), 'plain', true),
    line(''),
    ...(told ? toldLines(context, told).map((spans): Line => [span('  '), ...spans]) : []),
  ];
}

/** How much of the drill is over; nothing where nobody knows its length. */
function barText(t: number, lengthMs: number | undefined, width: number, ascii: boolean): string {
  if (lengthMs === undefined) return '';
  const done = Math.min(width, Math.round((t / lengthMs) * width));
  return `${(ascii ? '#' : '█').repeat(done)}${(ascii ? '.' : '░').repeat(width - done)}`;
}

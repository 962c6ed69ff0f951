import type {LinkTrend} from '../../history/page/latency.js';
import type {Slot, Trend} from '../../history/page/trend.js';
import {markOf} from '../../report/html/looks.js';
import type {Ending} from '../../view/nightly/attempts.js';
import {sparkLetter} from '../../view/nightly/spark.js';
import {shortTime} from '../../view/stage-times.js';
import {plain, type Symbols, verdictSymbol} from '../../view/symbols.js';
import {left} from '../../view/text.js';
import {type Line, type Span, span, type Tone} from '../text/line.js';
import {verdictTone} from '../text/theme.js';

/** What a strip is drawn with. */
export interface StripPane {
  width: number;
  ascii: boolean;
  symbols: Symbols;
}

const [NARROW, BROAD] = [14, 36];
/** Before the names: room for the selection, and for the mark of a finding. */
const MARKS = 3;

/** Columns of the names, and of the nights right of them. */
export function columnsOf(width: number): {names: number; nights: number} {
  const names = Math.max(NARROW, Math.min(BROAD, Math.floor(width * 0.36)));
  return {names, nights: Math.max(1, width - MARKS - names - 2)};
}

/** The nights that fit, the newest at the right. */
export const slotsThatFit = ({slots}: Trend, width: number): readonly Slot[] => slots.slice(-columnsOf(width).nights);

/** Which of these nights each line of a strip is about is said once, above all: a date, and how often something changed. */
export function headLines(slots: readonly Slot[], {width}: StripPane): Line[] {
  const {names} = columnsOf(width);
  const before = ' '.repeat(MARKS + names + 1);
  const hasChanges = slots.some(({changes}) => changes.length);
  const changes = slots.map(slot => (slot.changes.length ? '|' : ' ')).join('');
  return [
    [span(before), span(dates(slots), 'muted')],
    ...(hasChanges ? [[span(left('   what was under test changed', before.length), 'muted'), span(changes)]] : []),
  ];
}

const DATE = 5;

/** `12-01` below which its night begins, as often as there is room. */
function dates(slots: readonly Slot[]): string {
  let text = '';
  for (const [i, {at}] of slots.entries()) {
    if (i < text.length + (i ? 2 : 0) || i + DATE > slots.length) continue;
    text = text.padEnd(i) + new Date(at).toISOString().slice(5, 10);
  }
  return text;
}

const MUTED: Span = span(' ');

/** A scenario, night by night. */
export function scenarioLine(
  name: string,
  slots: readonly Slot[],
  {selected, mark, pane}: {selected: boolean; mark: Span | undefined; pane: StripPane},
): Line {
  const {names} = columnsOf(pane.width);
  const cells = slots.map(({run}): Span => {
    const cell = run?.cells[name];
    if (!run) return span(pane.ascii ? '.' : '·', 'muted');
    return cell ? span(letterOf(cell.ending, pane), verdictTone(cell.ending)) : MUTED;
  });
  return [
    span(selected ? ` ${pane.symbols.selected}` : '  ', 'ok', true),
    mark ?? MUTED,
    span(left(name, names, pane.symbols.ellipsis), 'plain', selected),
    MUTED,
    ...joined(cells),
  ];
}

const letterOf = (ending: Ending, {ascii, symbols}: StripPane): string =>
  ascii ? (ending === 'flaky' ? '%' : verdictSymbol(symbols, ending)) : markOf(ending);

/** Neighbours that look the same as one piece: a strip has thousands of cells. */
export function joined(cells: readonly Span[]): Span[] {
  const pieces: Span[] = [];
  for (const cell of cells) {
    const last = pieces.at(-1);
    if (last && last.tone === cell.tone) pieces[pieces.length - 1] = {...last, text: last.text + cell.text};
    else pieces.push(cell);
  }
  return pieces;
}

/** Up to the third letter of eight a night is within its baseline, from the fourth on above it. */
const BAND_TOP = 3 / 8;

/**
 * A link, night by night: the height of a letter is the median over the scenarios. With a baseline the three lowest letters
 * lie within it, and higher ones are above; without one, heights are shares of the highest.
 */
export function linkLine(trend: LinkTrend, count: number, mark: Span | undefined, pane: StripPane): Line {
  const {link, band} = trend;
  const {names} = columnsOf(pane.width);
  const nights = trend.nights.slice(-count);
  const medians = nights.map(night => night?.median ?? null);
  const highest = Math.max(1, ...medians.flatMap(ms => ms ?? []));
  const cells = medians.map((ms): Span => {
    if (ms === null) return span(pane.ascii ? '.' : '·', 'muted');
    if (!band) return span(sparkLetter(ms / highest, pane.ascii), 'plain');
    const isAbove = ms > band.high;
    const share = isAbove
      ? BAND_TOP + ((ms - band.high) / Math.max(1, highest - band.high)) * (0.999 - BAND_TOP)
      : ((ms - band.low) / Math.max(1, band.high - band.low)) * (BAND_TOP - 0.001);
    return span(sparkLetter(share, pane.ascii), isAbove ? 'late' : 'plain');
  });
  const newest = medians.at(-1);
  const range = band ? ` (${shortTime(band.low)}${plain('–', pane.ascii)}${shortTime(band.high)})` : '';
  const now = newest === null || newest === undefined ? '' : ` ${shortTime(newest)}`;
  return [
    span('  '),
    mark ?? MUTED,
    span(left(`${link}${now}${range}`, names, pane.symbols.ellipsis)),
    MUTED,
    ...joined(cells),
  ];
}

/** How bad what begins in a row is, in one letter. */
export const findingMark = (severity: 'gate' | 'warning' | 'note' | undefined): Span | undefined =>
  severity && span({gate: '!', warning: '~', note: ' '}[severity], TONES[severity], true);

/** The look of a finding. */
export const TONES: Readonly<Record<'gate' | 'warning' | 'note', Tone>> = {
  gate: 'missed',
  warning: 'late',
  note: 'muted',
};

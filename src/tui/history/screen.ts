import {SEVERITY} from '../../history/compare/words.js';
import {changeText} from '../../history/judge/context.js';
import type {FindingSeverity} from '../../history/judge/finding.js';
import {findingText} from '../../history/judge/words.js';
import type {Trend} from '../../history/page/trend.js';
import {cellText, minute, placeName, slotText} from '../../history/page/words.js';
import {plain} from '../../view/symbols.js';
import {wrapWords} from '../../view/text.js';
import {firstRow} from '../screens/board.js';
import {cutLine, type Line, line, span, spread} from '../text/line.js';
import {verdictTone} from '../text/theme.js';
import {bindingsOn, HISTORY_KEYS} from './keymap.js';
import {
  columnsOf,
  findingMark,
  headLines,
  linkLine,
  type StripPane,
  scenarioLine,
  slotsThatFit,
  TONES,
} from './strip.js';
import type {HistoryUi} from './ui.js';

/** What a picture of the history is made from. */
export interface HistoryInput extends StripPane {
  trends: readonly Trend[];
  ui: HistoryUi;
  height: number;
}

/** The smallest screen that it fits. */
export const HISTORY_MIN = {columns: 40, rows: 16};
/** Head and foot with their rules. */
const FRAME = 4;

/** How many lines a list over the whole screen shows at once. */
export const historyPage = (height: number): number => height - FRAME;

/** The whole screen. */
export function historyLines(input: HistoryInput): Line[] {
  const {trends, ui, width, height, symbols} = input;
  const trend = trends[ui.trend];
  const rule = line(symbols.rule.repeat(width), 'muted');
  const middle = !trend
    ? [line(' no run is in this history yet', 'muted')]
    : ui.screen === 'strip'
      ? stripLines(trend, input, rule)
      : listLines(trend, input).slice(ui.scroll, ui.scroll + historyPage(height));
  return [header(input, trend), rule, ...filled(middle, historyPage(height)), rule, footer(input)].map(l =>
    cutLine(l, width, symbols.ellipsis),
  );
}

function header({trends, ui, width, symbols}: HistoryInput, trend: Trend | undefined): Line {
  const start = [span(' kubedrill ', 'ok', true), span(' history')];
  if (!trend) return start;
  const {kind, slots, drill} = trend;
  const newest = slots.at(-1)?.run;
  const simulated = kind === 'simulated' ? [span(' '), span(' SIMULATED ', 'late', true)] : [];
  const which = trends.length > 1 ? `  ${ui.trend + 1} of ${trends.length}` : '';
  const runs = slots.filter(({run}) => run).length;
  const score = !newest || newest.score === null ? 'no score' : `score ${newest.score}`;
  return spread(
    [...start, ...simulated, span(`  ${drill} ${symbols.dot} ${placeName(trend)}${which}`)],
    [span(`${runs} ${runs === 1 ? 'run' : 'runs'}  newest: ${score} `, 'plain', true)],
    width,
    symbols.ellipsis,
  );
}

function footer({ui, width, ascii}: HistoryInput): Line {
  const kept: string[] = [];
  for (const {footer: text} of bindingsOn(ui.screen)) {
    const shown = text && plain(ui.screen === 'strip' ? text : text.replace('select', 'scroll'), ascii);
    if (shown && [...kept, shown].reduce((sum, one) => sum + one.length + 2, 0) <= width) kept.push(shown);
  }
  // What is needed most was chosen first, and stands last.
  return [...kept.slice(2), ...kept.slice(0, 2)].flatMap(text => {
    const [key = '', ...does] = text.split(' ');
    return [span(` ${key}`, 'ok'), span(` ${does.join(' ')} `, 'muted')];
  });
}

/** Rows of a strip: scenarios that are visible at once. */
export function stripRows(trend: Trend | undefined, width: number, height: number): number {
  if (!trend) return 1;
  const heads = slotsThatFit(trend, width).some(({changes}) => changes.length) ? 2 : 1;
  const fixed = heads + 1 + trend.links.length + 1 + paneHeight(height);
  return Math.max(1, Math.min(trend.scenarios.length, historyPage(height) - fixed));
}

/** Below the strip: the selected scenario, and what is worse. */
const paneHeight = (height: number): number => Math.max(3, Math.floor(height / 5));

function stripLines(trend: Trend, input: HistoryInput, rule: Line): Line[] {
  const {ui, width, height} = input;
  const slots = slotsThatFit(trend, width);
  const rows = stripRows(trend, width, height);
  const from = firstRow(ui.selected, trend.scenarios.length, rows);
  const shown = trend.scenarios.slice(from, from + rows);
  const strip = shown.map((name, i) =>
    scenarioLine(name, slots, {
      selected: from + i === ui.selected,
      mark: findingMark(worstOf(trend, finding => !finding.link && finding.scenarios.includes(name))),
      pane: input,
    }),
  );
  const links = trend.links.map(link =>
    linkLine(link, slots.length, findingMark(worstOf(trend, finding => finding.link === link.link)), input),
  );
  const used = headLines(slots, input).length + strip.length + links.length + 2;
  return [
    ...headLines(slots, input),
    ...strip,
    line(titled(' links: median, in brackets the pinned nights ', width, input.symbols.rule), 'muted'),
    ...links,
    rule,
    ...paneLines(trend, input, historyPage(height) - used),
  ];
}

const titled = (title: string, width: number, rule: string): string =>
  `${rule.repeat(2)}${title}`.padEnd(width, rule).slice(0, width);

type Finding = NonNullable<Trend['comparison']>['findings'][number];

const WORST: readonly FindingSeverity[] = ['gate', 'warning', 'note'];

function worstOf({comparison}: Trend, is: (finding: Finding) => boolean): FindingSeverity | undefined {
  const found = comparison?.findings.filter(is) ?? [];
  return WORST.find(severity => found.some(finding => finding.severity === severity));
}

/** The selected scenario in the newest night, then what is worse; how many more lines there are is said in the last. */
function paneLines(trend: Trend, {ui, width, symbols, ascii}: HistoryInput, height: number): Line[] {
  const name = trend.scenarios[ui.selected];
  const slot = trend.slots.at(-1);
  const cell = name === undefined ? undefined : slot?.run?.cells[name];
  const words = cell ? cellText(cell) : 'not played';
  const lines = [
    ...(name === undefined || !slot
      ? []
      : [
          [
            span(` ${name} `, 'plain', true),
            span(plain(`${minute(slot.at)}: ${words}`, ascii), cell ? verdictTone(cell.ending) : 'muted'),
          ],
        ]),
    ...findingLines(trend, width, ascii),
  ].map(l => cutLine(l, width, symbols.ellipsis));
  if (lines.length <= height) return lines;
  return [...lines.slice(0, height - 1), line(` ${lines.length - height + 1} more lines: f`, 'muted')];
}

/** What is worse in the newest night that finished, each finding wrapped; or that nothing is. */
function findingLines({comparison, slots}: Trend, width: number, ascii: boolean): Line[] {
  const newest = slots.at(-1)?.run;
  const unfinished =
    newest && comparison?.run.run !== newest.uid ? [`the newest run did not finish (${newest.outcome})`] : [];
  const found = (comparison?.findings ?? []).flatMap(finding =>
    hung(SEVERITY[finding.severity], TONES[finding.severity], findingText(finding), width, ascii),
  );
  const unknown = [...unfinished, ...(comparison?.undecided ?? [])].flatMap(why =>
    hung('unknown', 'unknown', why, width, ascii),
  );
  return found.length || unknown.length
    ? [...unknown, ...found]
    : [line(' nothing is known to be worse than before', 'muted')];
}

const HANG = 9;

/** A word, and a text beside it that is wrapped into a column of its own. */
function hung(
  word: string,
  tone: 'missed' | 'late' | 'muted' | 'unknown' | (typeof TONES)['gate'],
  text: string,
  width: number,
  ascii: boolean,
): Line[] {
  return wrapWords(plain(text, ascii), width - HANG - 2).map((part, i) =>
    i
      ? line(`${' '.repeat(HANG + 1)}${part}`)
      : [span(` ${word}`, tone, true), span(' '.repeat(HANG - word.length)), span(part)],
  );
}

/** The lines of a list over the whole screen. */
export function listLines(trend: Trend, {ui, width, ascii, symbols}: HistoryInput): Line[] {
  switch (ui.screen) {
    case 'keys':
      return HISTORY_KEYS.flatMap(({help}) => (help ? helpLines(plain(help.keys, ascii), help.does, width) : []));
    case 'findings':
      return [...findingLines(trend, width, ascii), line(''), ...changeLines(trend, width, ascii)];
    case 'nights':
      return nightLines(trend, trend.scenarios[ui.selected] ?? '', width, ascii);
    case 'strip':
      return [line(symbols.none)];
  }
}

const helpLines = (keys: string, does: string, width: number): Line[] =>
  wrapWords(does, width - 24).map((text, i) => [span(`   ${(i ? '' : keys).padEnd(20)}`, 'ok'), span(text)]);

function changeLines({slots}: Trend, width: number, ascii: boolean): Line[] {
  const changed = slots.filter(({changes}) => changes.length).toReversed();
  if (!changed.length) return [line(' what was under test never changed, as far as runs say', 'muted')];
  return [
    line(' what was under test changed', 'plain', true),
    ...changed.flatMap(({at, changes}) =>
      changes.flatMap(change =>
        wrapWords(plain(`${minute(at)}  ${changeText(change)}`, ascii), width - 2).map(text => line(` ${text}`)),
      ),
    ),
  ];
}

/** A scenario's nights, the newest first. */
function nightLines({slots}: Trend, name: string, width: number, ascii: boolean): Line[] {
  return [
    line(` ${name}`, 'plain', true),
    ...slots.toReversed().flatMap(slot => {
      const cell = slot.run?.cells[name];
      if (!cell) return [line(` ${slot.run ? `${slotText(slot)}: not played` : slotText(slot)}`, 'muted')];
      const [first = '', ...rest] = wrapWords(plain(cellText(cell), ascii), width - 32);
      return [
        [span(` ${slotText(slot)}  `.padEnd(31)), span(first, verdictTone(cell.ending))],
        ...rest.map(text => line(`${' '.repeat(31)}${text}`)),
      ];
    }),
  ];
}

const filled = (lines: readonly Line[], height: number): Line[] =>
  [...lines, ...Array.from({length: Math.max(0, height - lines.length)}, () => line(''))].slice(0, height);

/** How many nights a screen of this width has room for. */
export const nightsFor = (width: number): number => columnsOf(width).nights;

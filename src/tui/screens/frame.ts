import {printable} from '../../lib/text/printable.js';
import {number, type SummaryScore} from '../../report/summary.js';
import {gateShout, gateSymbol} from '../../score/gate-word.js';
import type {Ending} from '../../view/nightly/attempts.js';
import {clockTime} from '../../view/stage-times.js';
import {plain, type Symbols, verdictSymbol, verdictWord} from '../../view/symbols.js';
import {tally} from '../../view/tally.js';
import {left, widthOf} from '../../view/text.js';
import type {RunView} from '../../view/view.js';
import {type Binding, KEYMAP, type KeyContext, validBindings} from '../keymap.js';
import {type Line, type Span, span, spread, textOf} from '../text/line.js';
import {verdictTone} from '../text/theme.js';
import {typedText, type UiState} from '../ui-state.js';

/** What the header says beside the run itself. */
export interface HeaderInput {
  view: RunView;
  score: SummaryScore | undefined;
  ui: UiState;
  nowMs: number;
  replay: boolean;
  width: number;
  symbols: Symbols;
}

/** The first line: what is rehearsed, on what, for how long, and how it stands. Simulated is never cut away. */
export function headerLine({view, score, ui, nowMs, replay, width, symbols}: HeaderInput): Line {
  const {started, cluster} = view;
  const simulated = started?.cluster.simulated ?? false;
  const where = simulated
    ? []
    : [`${started?.cluster.kind ?? ''}${cluster ? ` ${printable(cluster.name)}` : ''}`.trim()];
  const version = cluster ? [`Kubernetes ${printable(cluster.version).replace(/^v/, '')}`] : [];
  const start: Span[] = [span(' kubedrill ', 'ok', true)];
  if (replay) start.push(span(' REPLAY ', 'late', true));
  if (simulated) start.push(span(' SIMULATED ', 'late', true));
  const named = [started?.drill.id ?? '', ...where].filter(Boolean).join(` ${symbols.dot} `);
  const time = span(`  ${clockTime(nowMs)} `);
  const stands = standing(view, score, ui, symbols);
  const gate = view.ended ? gateSpans(score, symbols) : [];
  const marks = countSpans(view, symbols, false);
  const starts: Line[] = [
    [...start, span(` ${[named, ...version].join(` ${symbols.dot} `)}`)],
    [...start, span(` ${named}`)],
  ];
  // The longest that fits: counts are worth more than the version, labels more than counts.
  const ends: Line[] = [
    [...countSpans(view, symbols, true), ...gate, stands, time],
    [...marks, ...gate, stands, time],
    [...marks, stands, time],
  ];
  const fits = ([from, end]: readonly [Line, Line]) => widthOf(textOf(from)) + 1 + widthOf(textOf(end)) <= width;
  const pairs = starts.flatMap(from => ends.map(end => [from, end] as const));
  const bare = [[stands, time], [time]].map(end => [start, end] as const);
  const [from, end] = pairs.find(fits) ?? bare.find(fits) ?? [start, [time]];
  const whole = from === start ? starts[1] : from;
  return spread(whole ?? start, end, width, symbols.ellipsis);
}

/** How many ended with each verdict, the worst first; with words, or by their marks alone. */
function countSpans(view: RunView, symbols: Symbols, words: boolean): Span[] {
  const counts = tally(view).sort(([a], [b]) => WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b));
  return counts
    .map(([verdict, count]) =>
      span(
        words ? ` ${count} ${verdictWord(verdict)} ` : ` ${verdictSymbol(symbols, verdict)}${count}`,
        verdictTone(verdict),
        verdict === 'missed',
      ),
    )
    .concat(span('  '));
}

const WORST_FIRST: readonly Ending[] = [
  'missed',
  'flaky',
  'not executed',
  'inconclusive',
  'late',
  'skipped',
  'detected',
  'prevented',
];

/** Whether the gates held, in two words. */
function gateSpans(score: SummaryScore | undefined, symbols: Symbols): Span[] {
  const worst = score?.gates.find(g => !g.held && !g.undecided) ?? score?.gates.find(g => !g.held);
  return worst ? [span(`${symbols[gateSymbol(worst)]} gate ${gateShout(worst)}  `, gateSymbol(worst), true)] : [];
}

function standing(view: RunView, score: SummaryScore | undefined, ui: UiState, symbols: Symbols): Span {
  if (view.ended) {
    if (view.ended.outcome !== 'finished') return span(view.ended.outcome, 'late', true);
    return score ? span(`score ${number(score.total)}`, 'plain', true) : span('finished', 'plain', true);
  }
  if (ui.stopping) return span(`stopping${symbols.ellipsis}`, 'late', true);
  if (ui.paused) return span('paused', 'late', true);
  const judged = view.scenarios.filter(s => s.verdict).length;
  const responding = view.scenarios.filter(s => s.phase === 'respond').length;
  if (responding) return span(`people respond to ${responding}`, 'waiting');
  if (judged && judged === view.scenarios.length) return span(`all judged, cleaning up${symbols.ellipsis}`, 'muted');
  return view.scenarios.length ? span(`${judged} of ${view.scenarios.length} judged`, 'muted') : span('');
}

/** Keys that stay in the footer however narrow it is. */
const ALWAYS = new Set(['keys', 'stop', 'leave', 'back']);

/** The last line: the keys that are valid now, as many as fit. */
export function footerLine(context: KeyContext, ui: UiState, width: number, ascii: boolean): Line {
  if (ui.typing)
    return [
      span(` /${printable(typedText(ui))}_`, 'plain', true),
      span(plain(`   ⏎ ${ui.screen === 'board' ? 'filter' : 'find'}   esc cancel`, ascii), 'muted'),
    ];
  const texts = validBindings(context).filter(b => b.footer);
  const fits = (bindings: readonly Binding[]) =>
    bindings.reduce((sum, b) => sum + textFor(b, ascii).length + 2, 0) <= width;
  while (!fits(texts)) {
    const last = texts.findLastIndex(b => !ALWAYS.has(b.command));
    if (last < 0) break;
    texts.splice(last, 1);
  }
  return texts.flatMap(b => keyText(textFor(b, ascii)));
}

const textFor = ({footer = ''}: Binding, ascii: boolean): string => plain(footer, ascii);

/** The key itself stands out from what it does. */
function keyText(text: string): Span[] {
  const [key = '', ...rest] = text.split(' ');
  return [span(` ${key}`, 'ok'), span(` ${rest.join(' ')} `, 'muted')];
}

/** The overlay of all keys. */
export const keyLines = (ascii: boolean): Line[] => [
  ...KEYMAP.flatMap(({help}) =>
    help ? [[span(`   ${left(plain(help.keys, ascii), 22)}`, 'ok'), span(plain(help.does, ascii))]] : [],
  ),
];

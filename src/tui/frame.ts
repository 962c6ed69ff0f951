import {printable} from '../lib/printable.js';
import {number, type SummaryScore} from '../report/summary.js';
import {clockTime} from '../view/stage-times.js';
import {plain, type Symbols} from '../view/symbols.js';
import {left, widthOf} from '../view/text.js';
import type {RunView} from '../view/view.js';
import {type Binding, KEYMAP, type KeyContext, validBindings} from './keymap.js';
import {type Line, line, type Span, span, spread, textOf} from './line.js';
import type {UiState} from './ui-state.js';

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
  const labels = widthOf(textOf(start));
  start.push(span(` ${[started?.drill.id ?? '', ...where, ...version].filter(Boolean).join(` ${symbols.dot} `)}`));
  const time = span(`  ${clockTime(nowMs)} `);
  const end = [standing(view, score, ui, symbols), time];
  const fits = labels + 1 + widthOf(textOf(end)) <= width;
  return spread(start, fits ? end : [time], width, symbols.ellipsis);
}

function standing(view: RunView, score: SummaryScore | undefined, ui: UiState, symbols: Symbols): Span {
  if (view.ended) {
    if (view.ended.outcome !== 'finished') return span(view.ended.outcome, 'late', true);
    return score ? span(`score ${number(score.total)}`, 'plain', true) : span('finished', 'plain', true);
  }
  if (ui.stopping) return span(`stopping${symbols.ellipsis}`, 'late', true);
  if (ui.paused) return span('paused', 'late', true);
  const judged = view.scenarios.filter(s => s.verdict).length;
  if (judged && judged === view.scenarios.length) return span(`all judged, cleaning up${symbols.ellipsis}`, 'muted');
  return view.scenarios.length ? span(`${judged} of ${view.scenarios.length} judged`, 'muted') : span('');
}

/** Keys that stay in the footer however narrow it is. */
const ALWAYS = new Set(['keys', 'stop', 'leave', 'back']);

/** The last line: the keys that are valid now, as many as fit. */
export function footerLine(context: KeyContext, ui: UiState, width: number, ascii: boolean): Line {
  if (ui.typing)
    return [span(` /${printable(ui.query)}_`, 'plain', true), span(plain('   ⏎ find   esc cancel', ascii), 'muted')];
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
  line(' keys', 'plain', true),
  ...KEYMAP.flatMap(({help}) =>
    help ? [[span(`   ${left(plain(help.keys, ascii), 22)}`, 'ok'), span(plain(help.does, ascii))]] : [],
  ),
];

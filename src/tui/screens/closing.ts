import {printable} from '../../lib/text/printable.js';
import {number, type SummaryScore} from '../../report/summary.js';
import {gateShout, gateSymbol} from '../../score/gate-word.js';
import {scoreResponse} from '../../score/response-card.js';
import {fixesFirst} from '../../view/fixes.js';
import {underTest} from '../../view/nightly/context-words.js';
import {leftBehind} from '../../view/tally.js';
import {left, right, widthOf} from '../../view/text.js';
import type {RunView} from '../../view/view.js';
import {cutLine, type Line, line, span} from '../text/line.js';
import {wrapLine} from '../text/wrap-line.js';
import {labelled, type Pane} from './detail.js';
import {phaseLines} from './prepare.js';

/**
 * When the run is over, the worst first: how it ended, the score, the gates that did not hold, what to fix first, what
 * was left behind; then what the score is made of, and what it leaves out.
 */
export function scoreLines(view: RunView, score: SummaryScore | undefined, pane: Pane): Line[] {
  const lines = [
    ...outcome(view, pane),
    ...(score ? [line(` score ${number(score.total)} of 100`, 'plain', true)] : []),
    ...responseLine(view),
    ...(score ? brokenGates(score, pane) : []),
    ...fixes(view, pane),
    ...leftBehind(view).flatMap(object => labelled('', `left behind: ${object}`, pane, 'missed', 4)),
    ...(score ? [...components(score, pane), ...gates(score, pane), ...leftOut(score, pane)] : []),
    ...(view.context ? labelled('tested', underTest(view.context), pane, 'muted') : []),
  ];
  return (lines.length ? lines : [line(' finished', 'plain', true)]).map(l =>
    cutLine(l, pane.width, pane.symbols.ellipsis),
  );
}

/** How people responded, beside the score and no part of it. */
function responseLine(view: RunView): Line[] {
  const total = scoreResponse(view)?.total;
  return total === undefined ? [] : [line(` response ${number(total)} of 100, by people`, 'plain', true)];
}

function outcome({ended}: RunView, pane: Pane): Line[] {
  if (!ended || ended.outcome === 'finished') return [];
  return labelled(
    ended.outcome,
    ended.reason ?? 'no reason given',
    pane,
    ended.outcome === 'failed' ? 'missed' : 'late',
  );
}

function components(score: SummaryScore, pane: Pane): Line[] {
  const width = Math.max(5, ...score.components.map(c => widthOf(c.label)));
  return score.components.flatMap(c =>
    wrapLine(
      [
        span(`   ${left(c.label, width)}`),
        span(right(`${number(c.points)}/${number(c.max)}`, 8), c.points >= c.max ? 'ok' : 'late'),
        span(`  ${printable(c.explanation)}`, 'muted'),
      ],
      pane.width,
    ),
  );
}

const leftOut = ({excluded}: SummaryScore, pane: Pane): Line[] =>
  excluded.flatMap(e => wrapLine(line(`   left out: ${e.scenario} (${e.reason})`, 'muted'), pane.width));

/** The names alone: their reasons, which may be long, follow below what to fix first. */
const brokenGates = ({gates}: SummaryScore, pane: Pane): Line[] =>
  gates.filter(g => !g.held).flatMap(g => wrapLine(gateLine(g, pane), pane.width));

/** Every gate with its reasons in full. */
const gates = (score: SummaryScore, pane: Pane): Line[] =>
  score.gates.flatMap(g =>
    wrapLine([...gateLine(g, pane), span(g.detail ? `  ${g.detail}` : '', 'muted')], pane.width),
  );

const gateLine = (gate: SummaryScore['gates'][number], {symbols}: Pane): Line => [
  span(`   ${symbols[gateSymbol(gate)]} gate ${gateShout(gate)}`, gateSymbol(gate)),
  span(`  ${gate.name}`),
];

function fixes(view: RunView, pane: Pane): Line[] {
  const lines = fixesFirst(view, 3).flatMap((fix, index) => [
    ...labelled(`  ${index + 1}.`, `${fix.title}: ${fix.cause}`, pane, 'plain', 6),
    ...labelled('', fix.change, pane, 'muted', 6),
  ]);
  return lines.length ? [line(' what to fix first', 'plain', true), ...lines] : [];
}

/** While the run stops: what is cleaned up already, and what still is to be. */
export function stoppingLines(view: RunView, nowMs: number, pane: Pane): Line[] {
  const {symbols} = pane;
  const begun = view.scenarios.filter(s => s.phase !== undefined);
  const scenarios = begun.map(
    (s): Line => [
      span(`   ${s.cleaned ? symbols.ok : symbols.running} `, s.cleaned ? 'ok' : 'waiting'),
      span(printable(s.plan.title), s.cleaned ? 'muted' : 'plain'),
      span(s.cleaned?.left.length ? `  left: ${printable(s.cleaned.left.join(', '))}` : '', 'missed'),
    ],
  );
  const done = view.cleanup
    ? [
        line(
          `   ${view.cleanup.left.length ? symbols.missed : symbols.ok} ${view.cleanup.left.length} left behind, cluster ${view.cleanup.cluster}`,
          view.cleanup.left.length ? 'missed' : 'ok',
        ),
      ]
    : phaseLines({...view, phases: view.phases.filter(p => p.state === 'started')}, nowMs, symbols);
  const lines = [line(` stopping, cleaning up${symbols.ellipsis}`, 'late', true), ...done, ...scenarios];
  return lines.map(l => cutLine(l, pane.width, symbols.ellipsis));
}

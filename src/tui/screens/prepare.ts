import type {EventOf} from '../../events/events.js';
import type {CheckState} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import {printable} from '../../lib/text/printable.js';
import {runningTime} from '../../view/stage-times.js';
import type {Symbols} from '../../view/symbols.js';
import {left, right} from '../../view/text.js';
import type {RunView} from '../../view/view.js';
import {cutLine, type Line, line, span, type Tone} from '../text/line.js';
import type {Pane} from './detail.js';

/** While the cluster comes up: its phases with their times, then the preflight checks, problems first. */
export function prepareLines(view: RunView, nowMs: number, pane: Pane): Line[] {
  const waiting = view.scenarios.length;
  const lines = [
    line(` ${view.started?.cluster.simulated ? 'simulated cluster' : 'cluster'}`, 'plain', true),
    ...(view.started ? [line(`   ${printable(view.started.cluster.reason)}`, 'muted')] : []),
    ...phaseLines(view, nowMs, pane.symbols),
    ...(view.checks.length ? [line(' preflight', 'plain', true)] : []),
    ...byUrgency(view.checks).flatMap(check => checkLines(check, pane.symbols)),
    line(` ${waiting} scenario${waiting === 1 ? '' : 's'} to come`, 'muted'),
  ];
  return lines.map(l => cutLine(l, pane.width, pane.symbols.ellipsis));
}

/** The phases of the cluster, each with its mark and its time at the same column. */
export function phaseLines(view: RunView, nowMs: number, symbols: Symbols): Line[] {
  return view.phases.map(({phase, state, sinceMs, endMs, detail}) => {
    const mark = {started: symbols.running, done: symbols.ok, failed: symbols.missed}[state];
    const tone: Tone = {started: 'waiting', done: 'ok', failed: 'missed'}[state] as Tone;
    const time = endMs === undefined ? runningTime(nowMs - sinceMs) : formatDuration(endMs - sinceMs);
    return [
      span(`   ${mark} `, tone),
      span(left(printable(phase), 24)),
      span(right(time, 9), 'muted'),
      span(detail ? `  ${printable(detail)}` : '', 'muted'),
    ];
  });
}

const URGENCY: Record<CheckState, number> = {failed: 0, warning: 1, skipped: 2, ok: 3};

const byUrgency = (checks: RunView['checks']): RunView['checks'] =>
  [...checks].sort((a, b) => URGENCY[a.state] - URGENCY[b.state]);

function checkLines(check: EventOf<'preflight.checked'>, symbols: Symbols): Line[] {
  const mark = {ok: symbols.ok, warning: symbols.warning, failed: symbols.missed, skipped: symbols.skipped}[
    check.state
  ];
  const tone = ({ok: 'ok', warning: 'late', failed: 'missed', skipped: 'muted'} as const)[check.state];
  const whose = (check.scenario ? `${check.scenario}: ` : '') + (check.state === 'skipped' ? 'skipped: ' : '');
  return [
    [
      span(`   ${mark} `, tone),
      span(left(printable(check.title), 28, symbols.ellipsis)),
      span(` ${printable(whose + check.detail)}`, check.state === 'ok' ? 'muted' : 'plain'),
    ],
    ...(check.state === 'ok' ? [] : check.next.map(next => line(`       next: ${printable(next)}`, 'muted'))),
  ];
}

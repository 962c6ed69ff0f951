import {printable} from '../lib/text/printable.js';
import type {RunView, ScenarioView} from '../view/view.js';

/** Titles that are named; of more, the number is enough. */
const NAMED = 3;

/** What a run is busy with right now, in words: a phase of the cluster, the preflight, its scenarios, the clean-up. */
export function busyText(view: RunView): string {
  const phase = view.phases.findLast(p => p.state === 'started');
  if (phase) return `cluster: ${printable(phase.phase)}`;
  const {scenarios} = view;
  if (!scenarios.some(s => s.phase)) return view.cluster ? 'preflight' : 'getting ready';
  const judged = scenarios.filter(s => s.verdict).length;
  const busy = scenarios.map(s => s.later.at(-1) ?? s).filter(s => s.phase && !s.cleaned);
  const counted = `${judged} of ${scenarios.length} judged`;
  if (!busy.length) return judged < scenarios.length ? counted : `${counted}, cleaning up`;
  const phases = [...new Set(busy.map(s => s.phase))];
  return [counted, ...phases.map(p => `${p}: ${titles(busy.filter(s => s.phase === p))}`)].join('; ');
}

function titles(scenarios: readonly ScenarioView[]): string {
  const named = scenarios.slice(0, NAMED).map(s => printable(s.plan.title));
  const more = scenarios.length - named.length;
  return named.join(', ') + (more ? ` and ${more} more` : '');
}

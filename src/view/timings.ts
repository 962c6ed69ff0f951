import {PHASES, type Phase} from '../events/words.js';
import {attemptsOf} from './nightly/attempts.js';
import type {RunView, ScenarioView} from './view.js';

/** Milliseconds that a scenario spent in each phase it has been through, in the order of `PHASES`; `nowMs` ends the last. */
export function phaseTimes({phases}: ScenarioView, nowMs: number): Partial<Record<Phase, number>> {
  const times = new Map<Phase, number>();
  for (const {phase, sinceMs, endMs = nowMs} of phases) {
    times.set(phase, (times.get(phase) ?? 0) + Math.max(0, endMs - sinceMs));
  }
  return Object.fromEntries(PHASES.flatMap(phase => (times.has(phase) ? [[phase, times.get(phase) ?? 0]] : [])));
}

/**
 * Milliseconds by phase, of all scenarios together. They run side by side, so that this is more than passed on the
 * clock: it says what is worth making quicker.
 */
export function summedPhases(view: RunView): Partial<Record<Phase, number>> {
  const sum: Partial<Record<Phase, number>> = {};
  for (const scenario of view.scenarios.flatMap(attemptsOf)) {
    for (const [phase, ms] of Object.entries(phaseTimes(scenario, view.nowMs)) as [Phase, number][]) {
      sum[phase] = (sum[phase] ?? 0) + ms;
    }
  }
  return Object.fromEntries(PHASES.flatMap(phase => (phase in sum ? [[phase, sum[phase] ?? 0]] : [])));
}

import type {Stage} from '../events/words.js';
import {stageOf, stagesOf} from '../view/stage-times.js';
import type {RunView, ScenarioView} from '../view/view.js';

/** How one link of the chain did over all scenarios; milliseconds. */
export interface LinkFigures {
  stage: Stage;
  p50: number;
  p95: number;
  /** The tightest SLA that any scenario has for it: the budget that the link must keep to. */
  budget?: number;
  /** How many latencies the percentiles are of. */
  of: number;
}

/** Median and 95th percentile of each link that was measured, beside its budget, in the order of the chain. */
export const linkFigures = (view: RunView): LinkFigures[] =>
  stagesOf(view.scenarios)
    .filter(stage => stage !== 'executed')
    .flatMap(stage => {
      const known = view.scenarios.flatMap(s => stageOf(s, stage) ?? []);
      const latencies = known.flatMap(k => k.latencyMs ?? []).sort((a, b) => a - b);
      if (!latencies.length) return [];
      const slas = known.flatMap(k => k.slaMs ?? []);
      return [
        {
          ...{stage, p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95), of: latencies.length},
          ...(slas.length && {budget: Math.min(...slas)}),
        },
      ];
    });

/** By the nearest rank: always one of the values, which are sorted. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** How often alerting was right, both ways round: `[right, of]`. */
export interface AlertFigures {
  /** Attacks that got through and were seen, of those that got through. */
  recall: [number, number];
  /** Attacks that alerted, of everything that alerted: attacks and benign twins. */
  precision: [number, number];
}

/** Precision beside recall: rules that alert on everything miss nothing, and are of no use. */
export function alertFigures({scenarios}: RunView): AlertFigures {
  const count = (is: (s: ScenarioView) => boolean) => scenarios.filter(is).length;
  const seen = count(s => s.verdict === 'detected' || s.verdict === 'late');
  const missed = count(s => s.verdict === 'missed');
  const falseAlarms = count(s => s.benign?.state === 'alerted');
  return {recall: [seen, seen + missed], precision: [seen, seen + falseAlarms]};
}

/** `4 of 5 (80 %)`, or that there was nothing to measure. */
export const shareText = ([right, of]: readonly [number, number]): string =>
  of ? `${right} of ${of} (${Math.round((100 * right) / of)} %)` : 'nothing to measure';

import type {Stage} from '../events/words.js';
import {type LinkBudget, linkBudget, linkTimes} from '../view/link-times.js';
import {stagesOf} from '../view/stage-times.js';
import type {RunView, ScenarioView} from '../view/view.js';

/** Median and 95th percentile; milliseconds. */
export interface Percentiles {
  p50: number;
  p95: number;
}

/** How one link of the chain did over all scenarios; milliseconds. */
export interface LinkFigures {
  stage: Stage;
  /** From the response of the attack's request on. */
  since: Percentiles;
  /** On its own, without the links before it. */
  own: Percentiles;
  /** The tightest SLA that any scenario has for it; it counts from the response on. */
  slaMs?: number;
  /** What it may take on its own, by the configuration of its sources. */
  budget?: LinkBudget;
  /** How many latencies the percentiles are of. */
  of: number;
}

/**
 * Median and 95th percentile of each link that was measured, beside its SLA and its budget, in the order of the chain.
 */
export const linkFigures = (view: RunView): LinkFigures[] =>
  stagesOf(view.scenarios).flatMap(stage => {
    const times = view.scenarios.flatMap(linkTimes).filter(time => time.stage === stage);
    if (!times.length) return [];
    const slas = times.flatMap(time => time.slaMs ?? []);
    const budget = linkBudget(view, stage);
    return [
      {
        stage,
        since: percentiles(times.map(time => time.sinceMs)),
        own: percentiles(times.map(time => time.ownMs)),
        ...(slas.length && {slaMs: Math.min(...slas)}),
        ...(budget && {budget}),
        of: times.length,
      },
    ];
  });

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  return {p50: ranked(sorted, 0.5), p95: ranked(sorted, 0.95)};
}

/** By the nearest rank: always one of the values. */
const ranked = (sorted: readonly number[], share: number): number =>
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

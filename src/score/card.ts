import {isQuarantined, quarantineText} from '../view/nightly/attempts.js';
import {leftBehind} from '../view/tally.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {type GateResult, heldGates} from './gates.js';

/** One part of a score, with the sum spelled out so that it can be done again by hand. */
export interface ScoreComponent {
  id: 'detection' | 'speed' | 'precision' | 'hygiene';
  label: string;
  /** With one decimal. */
  points: number;
  max: number;
  explanation: string;
}

/** The score of a run: docs/scoring.md is its definition in words. */
export interface ScoreCard {
  /** 0 to 100, with one decimal: the points of the components against their maxima. */
  total: number;
  components: ScoreComponent[];
  /** Scenarios that say nothing about the stack, and why. */
  excluded: {scenario: string; reason: string}[];
  gates: GateResult[];
}

/** How much a scenario weighs, by severity. */
export const WEIGHTS = {low: 1, medium: 2, high: 3, critical: 4} as const;
/** What a verdict earns of its scenario's weight; other verdicts are left out of the score. */
export const EARNED = {detected: 1, prevented: 1, late: 0.5, missed: 0} as const;

type Scored = ScenarioView & {verdict: keyof typeof EARNED};

/** Scores a run from its events alone. */
export function scoreRun(view: RunView): ScoreCard {
  const scored = view.scenarios.filter(isScored);
  const excluded = view.scenarios.filter(s => !isScored(s)).map(s => ({scenario: s.plan.id, reason: whyNot(s)}));
  const components = [detection(scored), speed(scored), precision(view), hygiene(view)];
  const max = components.reduce((sum, c) => sum + c.max, 0);
  const points = components.reduce((sum, c) => sum + c.points, 0);
  // With nothing to measure but hygiene, a number would praise a run that found out nothing.
  const total = scored.length && max ? oneDecimal((100 * points) / max) : 0;
  return {total, components, excluded, gates: heldGates(view, total)};
}

const isScored = (s: ScenarioView): s is Scored => s.verdict !== undefined && s.verdict in EARNED && !isQuarantined(s);

function whyNot(s: ScenarioView): string {
  const {verdict, explanation} = s;
  if (isQuarantined(s)) return `${quarantineText(s)}; ${verdict ?? 'not run'}`;
  return verdict === undefined ? 'not run' : [verdict, explanation].filter(Boolean).join(': ');
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

function component(id: ScoreComponent['id'], max: number, share: number, explanation: string): ScoreComponent {
  return {id, label: id, points: oneDecimal(share * max), max, explanation};
}

/** A component that this run could not measure is worth 0 of 0, so that the others make up the 100. */
const unmeasured = (id: ScoreComponent['id'], why: string): ScoreComponent =>
  component(id, 0, 0, `not measured: ${why}`);

/** The severity-weighted share of attacks that were detected in time or prevented; a late one counts half. */
function detection(scored: readonly Scored[]): ScoreComponent {
  const weight = scored.reduce((sum, s) => sum + WEIGHTS[s.plan.severity], 0);
  if (!weight) return unmeasured('detection', 'no attack was judged, so the total is 0');
  const earned = scored.reduce((sum, s) => sum + WEIGHTS[s.plan.severity] * EARNED[s.verdict], 0);
  return component('detection', 60, earned / weight, `${earned} of ${weight} by severity, late counts half`);
}

/**
 * How much of its SLA the last expected stage left unused, on average over the attacks that were not prevented. Late
 * and missed are zero: if a missed one did not count, missing an attack could score more than seeing it late.
 */
function speed(scored: readonly Scored[]): ScoreComponent {
  const shares = scored.map(unusedShare).filter(share => share !== undefined);
  if (!shares.length) return unmeasured('speed', 'no attack got through');
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return component('speed', 15, mean, `${oneDecimal(mean * 100)} % of the SLA unused, mean of ${shares.length}`);
}

/** Of the last stage of machines that the scenario expects: one minus latency by SLA, not below zero. */
export function unusedShare({stages, verdict}: ScenarioView): number | undefined {
  if (verdict === 'missed' || verdict === 'late') return 0;
  const last = stages.findLast(s => s.slaMs !== undefined && s.stage !== 'acknowledged');
  if (verdict !== 'detected' || !last?.slaMs || last.latencyMs === undefined) return undefined;
  return Math.max(0, 1 - last.latencyMs / last.slaMs);
}

/** The share of benign twins that stayed silent. */
function precision({scenarios}: RunView): ScoreComponent {
  const judged = scenarios.filter(
    s => !isQuarantined(s) && (s.benign?.state === 'silent' || s.benign?.state === 'alerted'),
  );
  if (!judged.length) return unmeasured('precision', 'no benign twin ran');
  const silent = judged.filter(s => s.benign?.state === 'silent').length;
  return component('precision', 15, silent / judged.length, `${silent} of ${judged.length} benign twins stayed silent`);
}

/** All or nothing: a drill that leaves something behind has changed the cluster it was to test. */
function hygiene(view: RunView): ScoreComponent {
  if (!view.cleanup) return unmeasured('hygiene', 'the clean-up did not finish');
  const left = leftBehind(view).length;
  return component('hygiene', 10, left ? 0 : 1, `${left} of ${view.cleanup.created} created objects left behind`);
}

import type {Gate} from '../../src/events/events.js';
import type {BenignState, Severity, Verdict} from '../../src/events/words.js';
import {viewOf} from '../../src/view/fold.js';
import type {RunView} from '../../src/view/view.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

/** One scenario of a run, as far as the score cares. `alertedMs` is the latency of its alert, with an SLA of 30 s. */
export interface Outcome {
  id: string;
  severity?: Severity;
  verdict?: Verdict;
  alertedMs?: number;
  benign?: BenignState;
  /** What its later attempts ended as; `null`: cut off. */
  later?: (Verdict | null)[];
  /** It is in quarantine, or was until yesterday. */
  quarantine?: 'now' | 'expired';
  /** A person left it out. */
  skippedBy?: 'operator';
}

/** The rest of the run. */
export interface Rest {
  gates?: Gate[];
  left?: string[];
  /** Those of `left` of which nobody can say whether they are still there. */
  unsure?: string[];
  /** `null`: the log ends without an end. */
  outcome?: 'finished' | 'interrupted' | 'failed' | null;
  cleanedUp?: boolean;
}

const SLA_MS = 30_000;

/** A run with exactly these outcomes, folded from its events. */
export function runOf(outcomes: readonly Outcome[], rest: Rest = {}): RunView {
  const {gates = [], left = [], unsure, outcome = 'finished', cleanedUp = true} = rest;
  const facts: Timed[] = [
    {
      ms: 0,
      type: 'run.started',
      schemaVersion: 1,
      run: 'r1',
      kubedrill: '0.1.0',
      drill: {id: 'core', title: 'Core'},
      cluster: {kind: 'simulated', simulated: true, reason: 'asked for'},
      settings: {slaFactor: 1, graceMs: 15_000, parallel: 5, keep: false},
      gates,
      scenarios: outcomes.map(({id, severity = 'high'}) => ({
        ...{id, severity, title: id, description: id, tags: {}, prevent: '', references: []},
        expectations: [{stage: 'alerted', withinMs: SLA_MS}],
      })),
    },
    ...outcomes.flatMap(factsOf),
  ];
  if (cleanedUp) {
    const doubt = unsure ? {unsure} : {};
    facts.push({ms: 90_000, type: 'cleanup.finished', created: 12, left, ...doubt, cluster: 'deleted'});
  }
  if (outcome) facts.push({ms: 90_001, type: 'run.ended', outcome, timings: {}});
  return viewOf(stamp(facts));
}

function factsOf({id: scenario, verdict, alertedMs, benign, skippedBy, later = [], quarantine}: Outcome): Timed[] {
  const facts: Timed[] = [];
  if (quarantine) {
    const said = {owner: '@platform', until: '2026-12-20', why: '#412', expired: quarantine === 'expired'};
    facts.push({ms: 1, type: 'scenario.quarantined', scenario, ...said});
  }
  if (benign) facts.push({ms: 10, type: 'benign.judged', scenario, state: benign, rules: []});
  if (alertedMs !== undefined) {
    const state = alertedMs > SLA_MS ? 'late' : 'seen';
    facts.push({
      ...{ms: 20, type: 'expectation.settled', scenario, expectation: 0, stage: 'alerted', state},
      latencyMs: alertedMs,
    });
  }
  if (verdict) {
    const by = skippedBy ? {skippedBy} : {};
    facts.push({ms: 30, type: 'scenario.judged', scenario, verdict, ...by, explanation: `it was ${verdict}`});
  }
  for (const [index, next] of later.entries()) {
    const [attempt, of] = [index + 2, later.length + 1];
    facts.push({ms: 40 + index, type: 'scenario.attempt', scenario, attempt, of, because: verdict ?? 'missed'});
    if (next)
      facts.push({ms: 40 + index, type: 'scenario.judged', scenario, verdict: next, explanation: `then ${next}`});
  }
  return facts;
}

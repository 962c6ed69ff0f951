import type {DrillEvent, DrillFact} from '../../src/events/events.js';
import {viewOf} from '../../src/view/fold.js';
import type {RunView} from '../../src/view/view.js';
import {executionOf, type Timed} from './execution.js';
import {planned, SAMPLES} from './scenarios.js';

/**
 * What becomes of the synthetic core drill. In all of them escalating-role is prevented. *one missed*: pod-exec is
 * audited but no rule matches. *one late*: cluster-admin-bound alerts 4 s after its SLA. *inconclusive*: the audit log
 * goes down under invalid-credential-burst. *interrupted*: stopped while three scenarios are being watched.
 * *false alarm*: the benign twin of secrets-listed alerts.
 */
export type Variant = 'all fine' | 'one missed' | 'one late' | 'inconclusive' | 'interrupted' | 'false alarm';

export interface DrillOptions {
  variant?: Variant;
  /** A simulated cluster in place of kind. */
  simulated?: boolean;
  /** Keeps only the events of the first so many milliseconds of the run. */
  untilMs?: number;
}

/** Milliseconds after which the six scenarios of `drillEvents` begin. */
export const BOARD_FROM_MS = 14_000;

/** A whole run of the six scenarios of the core drill, as its `events.ndjson` would hold it. */
export function drillEvents({variant = 'all fine', simulated = false, untilMs}: DrillOptions = {}): DrillEvent[] {
  const facts = [...opening(simulated, variant), ...board(variant)];
  const lastMs = Math.max(...facts.map(f => f.ms));
  const stopMs = variant === 'interrupted' ? BOARD_FROM_MS + 3000 : lastMs + 100;
  const kept = facts.filter(f => f.ms <= stopMs);
  return stamp([...kept, ...closing(variant, stopMs)]).filter(e => untilMs === undefined || e.ms <= untilMs);
}

/** The same run, folded. */
export const drillView = (options?: DrillOptions): RunView => viewOf(drillEvents(options));

/** Facts at their times, as the log would stamp them: ordered, numbered, with a wall clock. */
export function stamp(facts: readonly Timed[]): DrillEvent[] {
  const start = Date.parse('2026-11-23T12:00:58.000Z');
  return [...facts]
    .sort((a, b) => a.ms - b.ms)
    .map(({ms, ...fact}, seq) => ({seq, at: new Date(start + ms).toISOString(), ms, ...(fact as DrillFact)}));
}

const PHASES = [
  ['image', 0.4],
  ['node', 3.1],
  ['control plane', 8.6],
  ['audit log flowing', 0.5],
  ['drill credentials', 0.3],
] as const;

function opening(simulated: boolean, variant: Variant): Timed[] {
  const kind = simulated ? 'simulated' : 'kind';
  let ms = 10;
  const phases = PHASES.flatMap(([phase, seconds]): Timed[] => {
    const from = ms;
    ms += seconds * 1000;
    return [
      {ms: from, type: 'cluster.phase', phase, state: 'started'},
      {ms, type: 'cluster.phase', phase, state: 'done'},
    ];
  });
  return [
    {
      ms: 0,
      type: 'run.started',
      schemaVersion: 1,
      run: '2026-11-23T12-00-58-7f3a',
      kubedrill: '0.1.0',
      drill: {id: 'core', title: 'Core detections'},
      cluster: {
        kind,
        simulated,
        reason: simulated ? 'no container engine answers' : 'docker 28.1 and kind v0.30.0 answer',
      },
      settings: {slaFactor: 1, graceMs: 15_000, parallel: 5, keep: false},
      gates: [
        {name: 'nothing missed or late', noneOf: ['missed', 'late']},
        {name: 'nothing left behind', maxLeft: 0},
      ],
      scenarios: SAMPLES.map(planned),
    },
    ...phases,
    {
      ms: 12_920,
      type: 'cluster.ready',
      kind,
      name: 'kd-7f3a',
      simulated,
      version: 'v1.34.4',
      capabilities: ['api', 'controllers', 'node'],
    },
    {ms: 12_930, type: 'source.changed', source: 'audit-log', stages: ['audited'], state: 'up'},
    {ms: 12_930, type: 'source.changed', source: 'rules', stages: ['alerted'], state: 'up'},
    ...checks(variant),
  ];
}

function checks(variant: Variant): Timed[] {
  const check = (ms: number, name: string, title: string, detail: string): Timed => ({
    ms,
    type: 'preflight.checked',
    check: name,
    title,
    state: 'ok',
    detail,
    next: [],
  });
  const policy: Timed =
    variant === 'one missed'
      ? {
          ms: 13_200,
          type: 'preflight.checked',
          check: 'rules',
          title: 'A rule for every expectation',
          state: 'warning',
          detail: 'no rule exec-into-pod is loaded',
          next: ['put rules/exec-into-pod.yaml back', '`kubedrill lint rules/`'],
          scenario: 'pod-exec',
        }
      : check(13_200, 'rules', 'A rule for every expectation', '6 of 6 rules loaded');
  return [
    check(13_000, 'permissions', 'Permissions of the drill', 'may create, bind and delete what the plan needs'),
    check(13_100, 'audit-policy', 'Audit policy', 'keeps every request of the plan'),
    policy,
    check(13_800, 'canary', 'Canary through the whole chain', 'audited after 8 ms, alerted after 14 ms'),
  ];
}

const board = (variant: Variant): Timed[] =>
  SAMPLES.flatMap((sample, place) => executionOf(sample, place, BOARD_FROM_MS + place * 150, variant));

function closing(variant: Variant, ms: number): Timed[] {
  const interrupted = variant === 'interrupted';
  return [
    {ms: ms + 900, type: 'cleanup.finished', created: 21, left: [], cluster: 'deleted'},
    {
      ms: ms + 950,
      type: 'run.ended',
      outcome: interrupted ? 'interrupted' : 'finished',
      ...(interrupted && {reason: 'stopped by the user'}),
      timings: {cluster: 12_900, preflight: 900, inventory: 180, scenarios: ms - BOARD_FROM_MS, release: 900},
    },
  ];
}

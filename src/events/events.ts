import type {Evidence} from './evidence.js';
import type {LiveEventTypes} from './live.js';
import type {NightlyEventTypes} from './nightly.js';
import type {PeopleEventTypes} from './people.js';
import type {TableEventTypes} from './table.js';
import type {
  BenignState,
  CheckState,
  ClusterKind,
  ExpectationState,
  Phase,
  Purpose,
  Severity,
  Stage,
  StepOutcome,
  Verdict,
} from './words.js';
import type {WorkshopEventTypes} from './workshop.js';

export type {Evidence} from './evidence.js';

/** The version of the event log's format; it grows when a reader of the old one would be misled. */
export const SCHEMA_VERSION = 2;

/** One expectation of a scenario as the plan has it, after SLA factor and overrides. */
export interface PlannedExpectation {
  stage: Stage;
  /** The SLA in milliseconds, from the response of the step it belongs to; of *acknowledged*, from the alert. */
  withinMs: number;
  /** The rule that should alert, where the scenario names one. */
  rule?: string;
  /** Type of source → names or ids of its rules, any of which will do. */
  rules?: Record<string, string[]>;
  /** The attack step whose evidence is expected; absent: any step of the attack. */
  step?: string;
}

/** One scenario as the plan has it. `id` is the file name, with `:variant` where a variant was asked for. */
export interface PlannedScenario {
  id: string;
  title: string;
  description: string;
  severity: Severity;
  /** Framework tags, such as `{attack: ['T1552.007'], 'owasp-2022': ['K03']}`. */
  tags: Record<string, string[]>;
  prevent: string;
  references: string[];
  expectations: PlannedExpectation[];
  /** How long people have to contain it, and how long that has to hold, where the run waits for them: milliseconds. */
  response?: {
    withinMs: number;
    holdMs: number;
    /** The SLA of an acknowledgement, from the alert, where the drill says one. */
    acknowledgeMs?: number;
    /** Within this time after an acknowledgement somebody has to act, where the drill says one. */
    followUpMs?: number;
    /** For how long a bystander may be down before nothing is left of its points, where the drill says so. */
    allowanceMs?: number;
  };
}

/** A condition on the whole run that decides the exit code. */
export interface Gate {
  name: string;
  /** `verdicts`: none of the scenarios may end so. */
  noneOf?: Verdict[];
  /** The lowest score that holds. */
  minScore?: number;
  /** The most false alarms (benign twins that alerted) that hold. */
  maxFalseAlarms?: number;
  /** The most scenarios that hold whose attempts disagree; where it is set, no other gate judges these. */
  maxFlaky?: number;
  /** Beside the nights before, of a run that is kept in a history: the most detections that may have got lost. */
  maxLost?: number;
  /** Likewise, the most links, and scenarios beside their links, that may be slower. */
  maxSlower?: number;
  /** Likewise, the most benign twins that may alert and did not. */
  maxNewNoise?: number;
  /** The most objects left behind that hold. */
  maxLeft?: number;
  /** The most attacks that people did not contain in time that hold. */
  maxNotContained?: number;
  /** The longest that any bystander may be down while people respond that holds, in milliseconds. */
  maxHarmMs?: number;
}

/** Where the chain broke, and why. */
export interface BrokenLink {
  /** The last stage that held; absent when none did. */
  lastHeld?: Stage;
  broken: Stage;
  /** One sentence: what happened instead. */
  cause: string;
  /** One sentence: what to change. */
  change: string;
  /** What proves it: the policy rule, the nearest rule and the field that failed, the source's error. */
  proof?: unknown;
}

/** Every fact of a run, by type. */
export interface EventTypes
  extends PeopleEventTypes,
    LiveEventTypes,
    NightlyEventTypes,
    TableEventTypes,
    WorkshopEventTypes {
  'run.started': {
    schemaVersion: number;
    run: string;
    kubedrill: string;
    drill: {id: string; title: string};
    /** `reason` says why this cluster was taken when the choice was left open. */
    cluster: {kind: ClusterKind; simulated: boolean; reason: string};
    settings: {slaFactor: number; slaMs?: number; graceMs: number; parallel: number; keep: boolean; retry?: number};
    gates: Gate[];
    scenarios: PlannedScenario[];
  };
  'cluster.phase': {phase: string; state: 'started' | 'done' | 'failed'; detail?: string};
  'cluster.ready': {kind: ClusterKind; name: string; simulated: boolean; version: string; capabilities: string[]};
  'preflight.checked': {
    check: string;
    title: string;
    state: CheckState;
    detail: string;
    next: string[];
    scenario?: string;
  };
  'source.changed': {
    source: string;
    stages: Stage[];
    state: 'up' | 'down';
    reason?: string;
    /** How late it may be by its own configuration, in milliseconds, and why. */
    budget?: {ms: number; why: string};
  };
  'scenario.started': {scenario: string; token: string; namespace: string; actor: string};
  'scenario.phase': {scenario: string; phase: Phase};
  /** What was already alerting for this scenario before its attack; such alerts never count. */
  'quiet.checked': {scenario: string; firing: {source: string; rule: string}[]};
  'step.sent': {
    scenario: string;
    purpose: Purpose;
    step: string;
    auditId: string;
    actor: string;
    method: string;
    path: string;
  };
  'step.answered': {
    scenario: string;
    purpose: Purpose;
    step: string;
    auditId: string;
    /** HTTP status; absent when no response came. */
    code?: number;
    outcome: StepOutcome;
    message?: string;
    tookMs: number;
  };
  'signal.seen': {
    scenario: string;
    purpose: Purpose;
    stage: Stage;
    source: string;
    /** Milliseconds after the step's response; 0 when it was there before. */
    latencyMs: number;
    /** The source's own timestamp, RFC 3339. */
    sourceTime?: string;
    /** Whether an expectation counts it; `reason` says why not. */
    counted: boolean;
    reason?: string;
    /** What the alert is called by the products that it passes through: acknowledgements name one of these. */
    keys?: string[];
    /** A short name for people who respond, such as `A3`. */
    alert?: string;
    evidence: Evidence;
  };
  'expectation.settled': {
    scenario: string;
    /** The place in `PlannedScenario.expectations`. */
    expectation: number;
    stage: Stage;
    state: ExpectationState;
    latencyMs?: number;
    source?: string;
    reason?: string;
    /** The `seq` of the `signal.seen` or `alert.acknowledged` that settled it, which stands before it; absent when none did, and in logs of 0.1.0. */
    signal?: number;
  };
  'benign.judged': {scenario: string; state: BenignState; rules: string[]; detail?: string};
  'containment.checked': {
    scenario: string;
    check: string;
    state: 'contained' | 'not contained' | 'unknown';
    /** True when the engine itself contained the attack: reported, never scored as the team's. */
    rehearsed: boolean;
    latencyMs?: number;
    withinMs: number;
    detail?: string;
  };
  'scenario.judged': {
    scenario: string;
    verdict: Verdict;
    explanation: string;
    link?: BrokenLink;
    /** A person left it out, so that nobody can say how it would have ended; absent: a need is not met. */
    skippedBy?: 'operator';
  };
  'scenario.cleaned': {scenario: string; created: number; left: string[]; unsure?: string[]};
  /** `unsure`: those of `left` of which nobody can say whether they are still there. */
  'cleanup.finished': {
    created: number;
    left: string[];
    unsure?: string[];
    cluster: 'deleted' | 'kept' | 'not ours' | 'left behind';
  };
  'run.ended': {
    outcome: 'finished' | 'interrupted' | 'failed';
    /** The reason, when it did not finish. */
    reason?: string;
    /**
     * Milliseconds by the clock, by part of the run, in order: `cluster` (coming up), `preflight`, `inventory` (before
     * and after), `scenarios` (from the first set-up to the last clean-up), `release` (the cluster given back).
     */
    timings: Record<string, number>;
  };
}

export type EventType = keyof EventTypes;

/** What the engine says; the log adds `seq`, `at` and `ms`. */
export type DrillFact = {[T in EventType]: {type: T} & EventTypes[T]}[EventType];

/** One line of `events.ndjson`. */
export type DrillEvent = DrillFact & {
  /** Place in the log, from 0, without gaps. */
  seq: number;
  /** Wall clock, RFC 3339 in UTC. */
  at: string;
  /** Milliseconds since the run started, monotonic. */
  ms: number;
  /**
   * What somebody asked for that led to it: their id, and that of the command. One that is sent again, also after a
   * restart, is done once.
   */
  command?: string;
  /**
   * When the person says to have done it, RFC 3339 in UTC, where it had to wait for a connection. `at` is when it came;
   * what counts is `at`.
   */
  claimedAt?: string;
};

/** What led to an event, as far as somebody asked for it. */
export type Asking = Pick<DrillEvent, 'command' | 'claimedAt'>;

/** The event of one type, such as `EventOf<'scenario.judged'>`. */
export type EventOf<T extends EventType> = Extract<DrillEvent, {type: T}>;

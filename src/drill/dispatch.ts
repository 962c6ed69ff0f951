import type {AuditEvent} from '../audit/event.js';
import type {EventLog} from '../events/log.js';
import type {Signal, Source} from '../sources/source.js';
import {attribute} from './correlate.js';
import type {Execution} from './execution.js';
import type {Watch} from './watch.js';

/** Of alerts that are not ours, so many are told per scenario: they explain a miss, more would only be noise. */
const FOREIGN_TOLD = 3;
/** An unmet expectation is explained from the newest own events; a burst needs no more than these. */
const KEPT_EVENTS = 50;

/** One scenario under way, as signals find it. */
export interface Playing {
  execution: Execution;
  watch: Watch;
  /** The attack's own audit events. */
  audited: AuditEvent[];
  /** Alerts on the attack by other rules than those expected. */
  otherAlerts: Set<string>;
  /** Alerts on the benign twin. */
  benignAlerts: Set<string>;
  /** Alerts that the attack is expected to raise, and that were there before it. */
  earlyAlerts: {source: string; rule: string}[];
  foreign: number;
}

/** Hands every signal of every source to the scenario whose it is, and logs what becomes of it. */
export class Dispatcher {
  readonly #playing = new Map<Execution, Playing>();
  readonly #listeners = new Set<(signal: Signal) => void>();

  constructor(readonly log: EventLog) {}

  /** Starts all sources; resolves when what happens from now on is sure to be seen. */
  async start(sources: readonly Source[], abort: AbortSignal): Promise<void> {
    for (const source of sources) await source.start(signal => this.#take(signal), abort);
  }

  /** Hears every signal, whosever it is; returns the way to stop. */
  hear(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  enter(execution: Execution, watch: Watch): Playing {
    const playing: Playing = {
      execution,
      watch,
      audited: [],
      otherAlerts: new Set(),
      benignAlerts: new Set(),
      earlyAlerts: [],
      foreign: 0,
    };
    this.#playing.set(execution, playing);
    return playing;
  }

  leave(execution: Execution): void {
    this.#playing.delete(execution);
  }

  #take(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal);
    const attribution = attribute(signal, this.#playing.keys());
    const playing = attribution && this.#playing.get(attribution.execution);
    if (!playing) {
      if (signal.rule) this.#tellForeign(signal, signal.rule.id);
      return;
    }
    const {counted, latencyMs, reason} = playing.watch.offer(signal, attribution);
    this.#remember(playing, signal, attribution.purpose, counted);
    // What the drill does to set up and clean up leaves audit events too; only alerts on those are worth telling.
    if (attribution.purpose !== 'attack' && signal.stage === 'audited') return;
    this.log.append({
      type: 'signal.seen',
      scenario: playing.execution.id,
      purpose: attribution.purpose,
      stage: signal.stage,
      source: signal.source,
      latencyMs: Math.round(latencyMs * 10) / 10,
      ...(signal.sourceTime !== undefined && {sourceTime: signal.sourceTime}),
      counted,
      ...(reason !== undefined && {reason}),
      evidence: signal.evidence,
    });
  }

  #remember(playing: Playing, signal: Signal, purpose: string, counted: boolean): void {
    if (signal.stage === 'audited' && purpose === 'attack' && playing.audited.length < KEPT_EVENTS) {
      playing.audited.push(...signal.events);
    }
    if (!signal.rule) return;
    if (purpose === 'benign') playing.benignAlerts.add(signal.rule.id);
    else if (purpose === 'set-up' && awaits(playing, signal.rule.id)) {
      playing.earlyAlerts.push({source: signal.source, rule: signal.rule.id});
    } else if (purpose === 'attack' && !counted) playing.otherAlerts.add(signal.rule.id);
  }

  /** An alert of the rule we wait for that carries nothing of ours: another run's, or one that was firing before. */
  #tellForeign(signal: Signal, rule: string): void {
    for (const playing of this.#playing.values()) {
      if (!awaits(playing, rule) || playing.foreign >= FOREIGN_TOLD) continue;
      playing.foreign++;
      playing.earlyAlerts.push({source: signal.source, rule});
      this.log.append({
        type: 'signal.seen',
        scenario: playing.execution.id,
        purpose: 'attack',
        stage: signal.stage,
        source: signal.source,
        latencyMs: 0,
        counted: false,
        reason: 'not ours: it stands on none of the requests of this scenario',
        evidence: {kind: 'alert', ref: rule, ...(signal.rule && {rule: signal.rule}), document: null},
      });
    }
  }
}

/** Whether an alert of this rule is still expected. */
const awaits = ({watch}: Playing, rule: string): boolean =>
  watch.watched.some(
    w => w.expectation.stage === 'alerted' && !w.settled && (watch.options.anyRule || w.expectation.rule === rule),
  );

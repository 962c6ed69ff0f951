import type {PlannedExpectation} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import type {Pauses} from '../../lib/pauses.js';
import type {AlertRule, Signal, Source} from '../../sources/source.js';
import type {Execution} from '../execution.js';
import {meetsBy} from '../plan/alerting-rules.js';
import {inOrder} from './in-order.js';
import {Patience} from './patience.js';
import {type Span, sightOf, unseen} from './unseen.js';
import type {Settled, Watched} from './watched.js';
import type {Attribution} from './whose/attribution.js';

/** Whether an expectation counts a signal, and why not. */
export interface Offered {
  counted: boolean;
  latencyMs: number;
  reason?: string;
  /** True when it will count in another source. */
  handed?: true;
  /** True for an alert that the scenario expects, whether it counted or not: one that people are to answer. */
  meant?: true;
  /** Settles what the signal meets. Called with its `seq`, once it stands in the log: causes come before effects. */
  conclude?: (signal: number) => void;
}

/** What a watch needs beside its execution. */
export interface WatchOptions {
  log: EventLog;
  clock: Clock;
  sources: readonly Source[];
  graceMs: number;
  /** True when any alert on the attack's own events counts, since the rules are not those the scenarios name. */
  anyRule: boolean;
  /** The spans in which people could do nothing; absent: none. */
  pauses?: Pauses;
  /** The spans in which this machine stood still, and could see nothing; absent: none. */
  gaps?: Pauses;
}

/** An alert of which nobody was notified, or perhaps nobody, with the reason. */
interface Held {
  signal: Signal;
  attribution: Attribution;
  latencyMs: number;
  reason: string;
}

/** Follows the expectations of one execution, each with its own deadline, from the first request of its attack. */
export class Watch {
  readonly watched: Watched[];
  readonly #patience: Patience;
  /** Whether a person has acknowledged it. */
  #isAnswered = false;
  /** Expectations past their deadline, for which sources look once more: what they find was there, and is late. */
  readonly #lastLook = new Set<Watched>();

  constructor(
    readonly execution: Execution,
    readonly options: WatchOptions,
  ) {
    this.watched = execution.planned.expectations.map(expectation => ({expectation}));
    this.#patience = new Patience(execution, this.watched, options);
  }

  /**
   * Whether an expectation counts a signal that is this execution's own, and why not. Nothing is settled before
   * `conclude` is called.
   */
  offer(signal: Signal, attribution: Attribution): Offered {
    const latencyMs = latencyOf(signal, attribution);
    if (attribution.purpose !== 'attack') {
      return {counted: false, latencyMs, reason: `it is about the ${attribution.purpose}, not the attack`};
    }
    const meant = this.#isMeant(signal, attribution);
    const offered = this.#offer(signal, attribution, latencyMs);
    if (meant && !offered.handed && (signal.unsure ?? signal.suppressed) === undefined)
      this.#patience.notified(signal.seenAt);
    return {...offered, ...(meant && {meant})};
  }

  #offer(signal: Signal, attribution: Attribution, latencyMs: number): Offered {
    const held = {signal, attribution, latencyMs};
    if (signal.unsure !== undefined) return this.#holdBack('unsure', {...held, reason: signal.unsure});
    if (signal.suppressed !== undefined) return this.#holdBack('suppressed', {...held, reason: signal.suppressed});
    const to = this.options.sources.find(s => s.id === signal.source)?.handsTo;
    if (to !== undefined) return this.#handOn(signal, attribution, latencyMs, to);
    if (this.#standsBeside(signal)) {
      return {counted: false, latencyMs, reason: 'another source decides this stage, this one only shows more of it'};
    }
    const open = this.watched.filter(w => w.expectation.stage === signal.stage && !w.settled);
    const inTime = open.filter(w => this.#lastLook.has(w) || latencyMs <= this.#patience.of(w));
    const met = inTime.filter(w => this.#meets(w.expectation, signal, attribution));
    if (met.length) return this.#meet(met, signal, latencyMs, attribution.request.step);
    const reason = open.length ? 'another rule or step is expected here' : 'seen before, or after its deadline';
    return {counted: false, latencyMs, reason};
  }

  /**
   * Counts the first acknowledgement by a person of an alert that is expected, also where its deadline has passed, or
   * where no expectation waits for it: it is the answer to the alert all the same.
   *
   * @param alert the alert: when it was seen, and the step of the attack that it is about; absent where it names none
   * @param refusal why it is no answer to the alert
   */
  acknowledge(signal: Signal, alert: {seenAt: number; step: string} | undefined, refusal: string | undefined): Offered {
    // Of an alert that was silenced from the start nobody was notified: then it counts from when it was there.
    const since = this.#patience.notifiedAt ?? alert?.seenAt ?? signal.seenAt;
    const step = alert?.step ?? '';
    const paused = this.options.pauses?.between(since, signal.seenAt) ?? 0;
    const latencyMs = Math.max(0, signal.seenAt - since - paused);
    if (refusal !== undefined) return {counted: false, latencyMs, reason: refusal};
    if (this.#isAnswered) return {counted: false, latencyMs, reason: 'the alert was acknowledged before'};
    this.#isAnswered = true;
    const open = this.watched.filter(w => w.expectation.stage === 'acknowledged' && !w.settled);
    const inTime = open.filter(w => this.#lastLook.has(w) || latencyMs <= this.#patience.of(w));
    const met = inTime.filter(({expectation}) => expectation.step === undefined || expectation.step === step);
    return met.length ? this.#meet(met, signal, latencyMs, step) : {counted: true, latencyMs};
  }

  #meet(met: readonly Watched[], signal: Signal, latencyMs: number, step: string): Offered {
    const judged = met.map(watched => ({watched, settled: this.#judge(watched, signal, latencyMs)}));
    return {
      counted: true,
      latencyMs: judged[0]?.settled.latencyMs ?? latencyMs,
      conclude: seq => {
        for (const {watched, settled} of judged) {
          watched.step = step;
          this.#settle(watched, {...settled, signal: seq});
        }
      },
    };
  }

  /** Whether an alert is one that the scenario expects, whatever else is known of it; where none is expected, any. */
  #isMeant(signal: Signal, attribution: Attribution): boolean {
    if (signal.stage !== 'alerted') return false;
    const expected = this.watched.some(w => w.expectation.stage === 'alerted');
    return !expected || this.#fitting(signal, attribution).length > 0;
  }

  /** Whether an alert of this rule is still expected of this source. */
  awaits(source: string, rule: AlertRule): boolean {
    return this.watched.some(
      w => w.expectation.stage === 'alerted' && !w.settled && this.#ruleFits(w.expectation, source, rule),
    );
  }

  /**
   * Whether an alert on the benign twin is a false alarm: one that could be a detection, here or of a scenario that
   * names no rule. What a product only notes down, or a stack file has ignored, calls nobody.
   */
  isAlarm(source: string, rule: AlertRule): boolean {
    const {accepts} = this.options.sources.find(s => s.id === source) ?? {};
    const expected = this.watched.map(w => w.expectation).filter(({stage}) => stage === 'alerted');
    return !accepts || accepts({}, rule) || expected.some(expectation => accepts(expectation, rule));
  }

  /**
   * Waits until every expectation is settled or its deadline passed: SLA plus grace after the attack's last answer.
   * Sources that are asked from time to time look once more before anything counts as missed, and `beforeMiss` may
   * offer what was held back until then. People answer alerts, so their time begins when all alerts are known.
   */
  async finish(signal: AbortSignal, beforeMiss: () => void = () => {}): Promise<void> {
    const ofPeople = (w: Watched) => w.expectation.stage === 'acknowledged';
    await Promise.all(this.watched.filter(w => !ofPeople(w)).map(w => this.#follow(w, signal)));
    beforeMiss();
    await Promise.all(this.watched.filter(ofPeople).map(w => this.#follow(w, signal)));
    for (const watched of this.watched) {
      const ended = watched.settled ? undefined : unseen(watched, this.#span());
      if (ended) this.#settle(watched, ended);
    }
  }

  async #follow(watched: Watched, signal: AbortSignal): Promise<void> {
    await this.#patience.until(watched, () => this.#patience.deadline(watched), signal);
    if (watched.settled) return;
    this.#lastLook.add(watched);
    const sources = this.options.sources.filter(s => s.stage === watched.expectation.stage);
    await Promise.all(sources.map(s => s.refresh?.(signal)));
    this.#lastLook.delete(watched);
  }

  /** Waits for evidence of a refused attack as long as sources need; what is not seen by then was not expected. */
  async linger(ms: number, signal: AbortSignal): Promise<void> {
    const patience = this.#patience;
    await Promise.all(this.watched.map(w => patience.until(w, () => patience.lastAnswer(w) + ms, signal)));
  }

  #meets(expectation: PlannedExpectation, signal: Signal, {request}: Attribution): boolean {
    const ruleFits = signal.rule === undefined || this.#ruleFits(expectation, signal.source, signal.rule);
    return ruleFits && (expectation.step === undefined || expectation.step === request.step);
  }

  /** By the source's own word where it has one: products name their rules as they like. */
  #ruleFits(expectation: PlannedExpectation, source: string, rule: AlertRule): boolean {
    const accepts = this.options.sources.find(s => s.id === source)?.accepts;
    if (accepts) return accepts(expectation, rule);
    return meetsBy(expectation, rule.id, this.options.anyRule);
  }

  /**
   * Detected, and nobody was notified, or nobody can say whether anybody was: it meets no expectation, and is what is
   * said of one that nothing else meets.
   */
  #holdBack(as: 'suppressed' | 'unsure', {signal, attribution, latencyMs, reason}: Held): Offered {
    const fitting = this.#fitting(signal, attribution).filter(watched => !watched.settled && !watched[as]);
    const change = signal.remedy === undefined ? {} : {change: signal.remedy};
    return {
      counted: false,
      latencyMs,
      reason: as === 'suppressed' ? `nobody was notified: ${reason}` : reason,
      conclude: seq => {
        for (const watched of fitting) {
          watched[as] = {latencyMs: round(latencyMs), source: signal.source, reason, signal: seq, ...change};
        }
      },
    };
  }

  /** The expectations that a signal would meet, whatever else is known of it. */
  #fitting(signal: Signal, attribution: Attribution): Watched[] {
    return this.watched.filter(
      ({expectation}) => expectation.stage === signal.stage && this.#meets(expectation, signal, attribution),
    );
  }

  /** An alert of a link inside of alerting: it counts when it has come to the last one. */
  #handOn(signal: Signal, attribution: Attribution, latencyMs: number, to: string): Offered {
    const fitting = this.#fitting(signal, attribution);
    const reason = `${signal.source} forwards it to ${to}: it counts once it is there`;
    for (const watched of fitting) watched.handed ??= {latencyMs: round(latencyMs), source: signal.source, to};
    return {counted: false, latencyMs, reason, ...(fitting.length ? {handed: true} : {})};
  }

  #judge(watched: Watched, signal: Signal, latencyMs: number): Settled {
    const seen = {latencyMs: round(latencyMs), source: signal.source};
    if (latencyMs <= watched.expectation.withinMs) {
      return {state: 'seen', ...seen, latencyMs: round(inOrder(watched, latencyMs, this.watched))};
    }
    // Late by our own blindness is not late: nobody can say when the signal was first there.
    const source = this.options.sources.find(s => s.id === signal.source);
    const sight =
      source &&
      sightOf(source, {from: signal.seenAt - latencyMs, to: signal.seenAt, question: 'late'}, this.options.gaps);
    if (sight?.state !== 'blind') return {state: 'late', ...seen};
    watched.blind = signal.source;
    return {state: 'unknown', ...seen, reason: sight.reason};
  }

  /** Whether a source that sees only some of its stage told this, where another sees all of it. */
  #standsBeside({source, stage}: Signal): boolean {
    const {sources} = this.options;
    const isPartial = sources.find(s => s.id === source)?.partial ?? false;
    return isPartial && sources.some(s => s.stage === stage && !s.partial);
  }

  /** What was to be seen, and could be, from the first request of the attack until now. */
  #span(): Span {
    const {sources, gaps, clock} = this.options;
    const from = Math.min(...this.execution.attackRequests.map(r => r.sentAt));
    const isNotified = this.#patience.notifiedAt !== undefined;
    return {all: this.watched, sources, gaps, from, to: clock.now(), isNotified};
  }

  #settle(watched: Watched, settled: Settled): void {
    watched.settled = settled;
    this.options.log.append({
      type: 'expectation.settled',
      scenario: this.execution.id,
      expectation: this.watched.indexOf(watched),
      stage: watched.expectation.stage,
      ...settled,
    });
    this.#patience.wake();
  }
}

/** To a tenth of a millisecond. */
const round = (ms: number): number => Math.round(ms * 10) / 10;

/** From the response of the request that the signal stands on; 0 when it was there before, or is still to come. */
function latencyOf(signal: Signal, {request}: Attribution): number {
  return Math.max(0, signal.seenAt - (request.answeredAt ?? signal.seenAt));
}

import type {AuditEvent} from '../../audit/event.js';
import type {DrillEvent} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import {AwaitedSet} from '../../lib/awaited-set.js';
import type {Follower} from '../../run/listening.js';
import type {AlertRule, OwnAnswer, Signal} from '../../sources/source.js';
import type {Execution, OwnRequest} from '../execution.js';
import {arrivalsIn} from './arrivals.js';
import {isEarly} from './early.js';
import {Answers} from './people/answers.js';
import {Trail} from './people/trail.js';
import {learnt, type Playing} from './playing.js';
import {Senders} from './senders.js';
import type {Watch} from './watch.js';
import type {Attribution} from './whose/attribution.js';
import {attribute, carriesToken} from './whose/correlate.js';
import {misattribution} from './whose/misattribution.js';
import {OwnEvents} from './whose/own-events.js';
import {isByWorkload} from './whose/stand-in.js';

/** At most this many foreign alerts are reported per scenario: they explain a miss, more would only be noise. */
const FOREIGN_TOLD = 3;
/** An unmet expectation is explained from the newest own events; a burst needs no more than these. */
const KEPT_EVENTS = 50;
/** Alerts that came before the audit event they are to be joined to; beyond this many the oldest are given up. */
const KEPT_PENDING = 500;

/** Hands every signal of every source to the scenario whose it is, and logs what becomes of it. */
export class Dispatcher implements Follower {
  readonly #playing = new Map<Execution, Playing>();
  readonly #ownEvents = new OwnEvents();
  /** Whose posts came for which set-up. */
  readonly senders = new Senders();
  #skewMs: number | undefined;
  #pending: Signal[] = [];
  /** What people do about alerts. */
  readonly people: Answers;

  constructor(readonly log: EventLog) {
    this.people = new Answers(log, this.#playing, this.#ownEvents);
  }

  has(auditId: string): boolean {
    for (const [execution, {heardOf}] of this.#playing) {
      if (execution.requests.has(auditId) || heardOf.has(auditId)) return true;
    }
    return false;
  }

  auditIds(): string[] {
    const own = [...this.#playing.keys()].flatMap(execution => [...execution.requests.keys()]);
    return [...own, ...[...this.#playing.values()].flatMap(learnt)];
  }

  tokens(): string[] {
    return [...this.#playing.keys()].map(execution => execution.token);
  }

  answers(): OwnAnswer[] {
    const own = [...this.#playing.keys()].flatMap(execution => [...execution.requests.values()]);
    return own.flatMap(({auditId, answeredAtWall, message, warnings = []}) =>
      answeredAtWall === undefined || (message === undefined && !warnings.length)
        ? []
        : [{auditId, at: new Date(answeredAtWall).toISOString(), ...(message !== undefined && {message}), warnings}],
    );
  }

  skewMs(): number {
    return this.#skewMs ?? 0;
  }

  enter(execution: Execution, watch: Watch): Playing {
    this.senders.entered(execution, this.log.clock.wall());
    const playing: Playing = {
      execution,
      watch,
      audited: [],
      collected: new Set(),
      heardOf: new AwaitedSet(),
      witnessed: false,
      otherAlerts: new Set(),
      benignAlerts: new Set(),
      workloadAlerts: new Set(),
      earlyAlerts: [],
      misattributed: [],
      noAnswers: [],
      ...(execution.planned.response && {trail: new Trail(execution)}),
      foreign: 0,
      isJudged: false,
    };
    this.#playing.set(execution, playing);
    return playing;
  }

  /**
   * Places alerts that still wait for their audit event, before an execution is judged. Where nobody saw an event of
   * its attack, none will come: then token and user have to do, as for products that name no event.
   */
  stopWaiting(execution: Execution): void {
    const playing = this.#playing.get(execution);
    if (!playing || playing.witnessed) return;
    const waiting = this.#pending;
    this.#pending = [];
    for (const signal of waiting) {
      const attribution = attribute(signal, [execution], new OwnEvents());
      if (attribution) this.#deliver(signal, attribution, playing);
      else this.#pending.push(signal);
    }
  }

  leave(execution: Execution): void {
    const playing = this.#playing.get(execution);
    if (playing) this.people.leave(playing);
    this.#playing.delete(execution);
  }

  take(signal: Signal): void {
    this.senders.took(signal, this.#playing.keys(), this.log.clock.wall());
    if (signal.stage === 'acknowledged') this.people.take(signal);
    else this.#place(signal);
  }

  #place(signal: Signal): void {
    const attribution = attribute(signal, this.#playing.keys(), this.#ownEvents);
    const playing = attribution && this.#playing.get(attribution.execution);
    if (attribution && playing) this.#deliver(signal, attribution, playing);
    else if (this.#mayJoin(signal)) this.#pending = [...this.#pending.slice(1 - KEPT_PENDING), signal];
    else if (signal.rule) this.#tellForeign(signal, signal.rule);
    else if (signal.stage === 'audited') this.#follow(signal);
  }

  /** Somebody else's request about the objects of a scenario to which people respond is what they do about it. */
  #follow({claims, events = []}: Signal): void {
    for (const {execution, trail} of this.#playing.values()) {
      if (!trail || !claims.some(claim => carriesToken(claim, execution))) continue;
      for (const event of events) {
        const action = trail.take(event);
        if (action) this.log.append({type: 'person.acted', scenario: execution.id, ...action});
      }
    }
  }

  /** An alert that names an audit event by its timestamp can be told apart once that event was seen. */
  #mayJoin({rule, claims}: Signal): boolean {
    const isOurs = (user = '') =>
      this.#ownEvents.knows(user) ||
      [...this.#playing.keys()].some(({actorUser, users}) => actorUser === user || users.has(user));
    return rule !== undefined && claims.some(claim => this.#ownEvents.mayJoin(claim) && isOurs(claim.user));
  }

  #deliver(signal: Signal, attribution: Attribution, playing: Playing): void {
    const {counted, latencyMs, reason, handed, meant = false, conclude} = playing.watch.offer(signal, attribution);
    // What the drill does to set up and clean up leaves records too; only alerts on those are worth telling.
    if (attribution.purpose === 'attack' || signal.rule) {
      const alert = counted && signal.stage === 'alerted' ? this.people.nameFor(playing) : undefined;
      const {seq} = this.#tell(signal, attribution, {counted, latencyMs, reason, alert});
      conclude?.(seq);
      if (signal.stage === 'alerted') this.people.alerted(playing, signal, attribution, {seq, meant, alert});
    }
    this.#remember(playing, signal, attribution, counted || handed === true);
    if (!signal.rule) this.#learn(signal, attribution, playing);
  }

  /** A signal of ours, in the log before anything that follows from it. */
  #tell(
    signal: Signal,
    {execution, purpose}: Attribution,
    told: {counted: boolean; latencyMs: number; reason: string | undefined; alert: string | undefined},
  ): DrillEvent {
    const {counted, latencyMs, reason, alert} = told;
    return this.log.append({
      type: 'signal.seen',
      scenario: execution.id,
      purpose,
      stage: signal.stage,
      source: signal.source,
      latencyMs: Math.round(latencyMs * 10) / 10,
      ...(signal.sourceTime !== undefined && {sourceTime: signal.sourceTime}),
      counted,
      ...(reason !== undefined && {reason}),
      ...(signal.keys?.length && {keys: [...signal.keys]}),
      ...(alert !== undefined && {alert}),
      evidence: signal.evidence,
    });
  }

  /** An own event is known by its timestamp now: alerts that came before it may be about it. */
  #learn(signal: Signal, attribution: Attribution, playing: Playing): void {
    playing.witnessed ||= attribution.purpose === 'attack';
    const skew = skewOf(signal, attribution.request);
    if (Math.abs(skew) < Math.abs(this.#skewMs ?? Number.POSITIVE_INFINITY)) this.#skewMs = skew;
    for (const claim of signal.claims) {
      this.#ownEvents.add(claim, attribution);
      if (claim.auditId !== undefined) playing.heardOf.add(claim.auditId);
    }
    if (!this.#pending.length) return;
    const retried = this.#pending;
    this.#pending = [];
    for (const earlier of retried) this.#place(earlier);
  }

  #remember(playing: Playing, signal: Signal, attribution: Attribution, meant: boolean): void {
    const {rule, events = []} = signal;
    const {purpose} = attribution;
    if (!rule) {
      if (purpose === 'attack') arrived(playing, signal);
      const isKnown = (event: AuditEvent) =>
        playing.audited.some(known => known.auditID === event.auditID && known.stage === event.stage);
      const fresh = events.filter(event => !isKnown(event));
      if (purpose === 'attack' && playing.audited.length < KEPT_EVENTS) playing.audited.push(...fresh);
      return;
    }
    if (purpose === 'benign') {
      const alerts = isByWorkload(signal, attribution) ? playing.workloadAlerts : playing.benignAlerts;
      if (playing.watch.isAlarm(signal.source, rule)) alerts.add(rule.id);
    } else if (purpose === 'set-up' && playing.watch.awaits(signal.source, rule)) {
      playing.earlyAlerts.push({source: signal.source, rule: rule.id});
    } else if (purpose === 'attack' && !meant) playing.otherAlerts.add(rule.id);
  }

  /** An alert of the rule we wait for that carries nothing of ours: another run's, or one that was firing before. */
  #tellForeign(signal: Signal, rule: AlertRule): void {
    for (const playing of this.#playing.values()) {
      const misattributed = misattribution(signal, playing.execution);
      if (misattributed && playing.misattributed.length < FOREIGN_TOLD) playing.misattributed.push(misattributed);
      if (!playing.watch.awaits(signal.source, rule) || playing.foreign >= FOREIGN_TOLD) continue;
      playing.foreign++;
      const source = playing.watch.options.sources.find(s => s.id === signal.source);
      if (source && isEarly({source, rule, claims: signal.claims}, playing)) {
        playing.earlyAlerts.push({source: source.id, rule: rule.id});
      }
      this.log.append({
        type: 'signal.seen',
        scenario: playing.execution.id,
        purpose: 'attack',
        stage: signal.stage,
        source: signal.source,
        latencyMs: 0,
        counted: false,
        reason: misattributed
          ? `not ours: it names ${misattributed.user} instead of the actor`
          : 'not ours: it is about none of the requests of this scenario',
        evidence: signal.evidence,
      });
    }
  }
}

/** An event was stamped between sending and answer: what is outside of that is a difference of clocks. */
function skewOf({sourceTime}: Signal, {sentAtWall, answeredAtWall = Number.POSITIVE_INFINITY}: OwnRequest): number {
  const stamped = Date.parse(sourceTime ?? '');
  if (!Number.isFinite(stamped)) return Number.POSITIVE_INFINITY;
  return stamped < sentAtWall ? stamped - sentAtWall : Math.max(0, stamped - answeredAtWall);
}

/** Remembers which of the attack's audit events a store has. */
function arrived({collected}: Playing, signal: Signal): void {
  if (signal.stage === 'collected') for (const key of arrivalsIn(signal)) collected.add(key);
}

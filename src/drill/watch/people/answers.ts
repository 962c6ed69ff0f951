import type {EventOf} from '../../../events/events.js';
import type {EventLog} from '../../../events/log.js';
import {keysNamed} from '../../../sources/alert-keys.js';
import type {Signal} from '../../../sources/source.js';
import type {Execution} from '../../execution.js';
import type {Playing} from '../playing.js';
import type {Attribution} from '../whose/attribution.js';
import {attribute} from '../whose/correlate.js';
import type {OwnEvents} from '../whose/own-events.js';
import {Acknowledgements, type KnownAlert, noAnswer} from './acknowledgements.js';

/** At most this many acknowledgements of something else are told of for each scenario. */
const STRAYS_TOLD = 3;
/** Of those that do not count this many are told of for each scenario: a sender must not fill the log. */
const UNCOUNTED_TOLD = 100;
/** Why an acknowledgement that named no alert of a scenario does not count there. */
const NOT_OURS = 'it names no alert of this scenario';

/** Whose silence hides alerts of others beside one of a scenario, and which. */
export interface Blinding {
  /** Absent: the product does not say. */
  person?: string;
  hides: readonly string[];
}

/** Ties each acknowledgement to the alert that it takes, and logs what becomes of it. */
export class Answers {
  readonly #acknowledgements = new Acknowledgements<Playing>();
  /** What hides alerts of each scenario, as it was told last, and which alerts of the scenario these are. */
  readonly #hiding = new Map<Playing, Map<string, {signal: Signal; alerts: ReadonlySet<number>}>>();

  #named: number;

  constructor(
    readonly log: EventLog,
    readonly playing: ReadonlyMap<Execution, Playing>,
    readonly ownEvents: OwnEvents,
  ) {
    // A run that goes on after it was killed has named some already.
    this.#named = log.events.filter(event => event.type === 'signal.seen' && event.alert !== undefined).length;
  }

  /** A short name for the next alert that people are to answer; undefined where nobody is to respond. */
  nameFor({trail}: Playing): string | undefined {
    if (!trail) return undefined;
    this.#named++;
    return `A${this.#named}`;
  }

  /**
   * An acknowledgement that somebody makes here, and in no product.
   *
   * @param alert its short name, or any of its keys or ids
   * @returns what became of it, for each scenario that it is about; nothing where no alert is called so
   */
  acknowledge(alert: string, person: string): EventOf<'alert.acknowledged'>[] {
    const signal: Signal = {
      source: 'kubedrill',
      stage: 'acknowledged',
      seenAt: this.log.clock.now(),
      claims: [],
      acknowledgement: {of: keysNamed(alert), person},
      evidence: {kind: 'acknowledgement', ref: alert, document: {alert, person}},
    };
    const before = this.log.length;
    if (this.#acknowledgements.named(signal).length) this.take(signal);
    return [...this.log.from(before)].filter(event => event.type === 'alert.acknowledged');
  }

  /** An alert of this run. One of an attack can be acknowledged from now on, and may have been already. */
  alerted(
    playing: Playing,
    signal: Signal,
    {purpose, request}: Attribution,
    {seq, meant, alert}: {seq: number; meant: boolean; alert: string | undefined},
  ): void {
    this.#acknowledgements.own(signal);
    if (purpose !== 'attack') return;
    const at = ownTimeOf(signal);
    const source = playing.watch.options.sources.find(({id}) => id === signal.source);
    const named = this.#acknowledgements.alerted({
      ...{playing, seq, meant, step: request.step},
      seenAt: signal.seenAt,
      ...(at !== undefined && {at}),
      unseenMs: source?.budget.ms ?? 0,
      keys: [...(signal.keys ?? []), ...(alert === undefined ? [] : [alert])],
    });
    const isAbout = (waiting: Signal) => attribute(waiting, [playing.execution], this.ownEvents)?.purpose === 'attack';
    for (const waited of [...named, ...this.#acknowledgements.taken(isAbout)]) this.take(waited);
  }

  /** An acknowledgement: by the keys that it names; without any that is known, by what it says of the request. */
  take(signal: Signal): void {
    const named = this.#acknowledgements.named(signal);
    const attribution = named.length ? undefined : attribute(signal, this.playing.keys(), this.ownEvents);
    if (attribution && attribution.purpose !== 'attack') return;
    const playing = attribution && this.playing.get(attribution.execution);
    const claimed = playing && this.#acknowledgements.of(playing);
    const alerts = claimed ? [claimed] : named;
    if (!alerts.length) this.#acknowledgements.keep(signal);
    const madeAt = ownTimeOf(signal);
    const wallAt = (ms: number) => this.#wallAt(ms);
    for (const alert of alerts) this.#answer(alert.playing, signal, alert, noAnswer(signal, madeAt, alert, wallAt));
  }

  /** Tells of those that named no alert of a scenario while its own was waited for. */
  tellStrays(execution: Execution): void {
    const playing = this.playing.get(execution);
    if (!playing) return;
    const began = Math.min(...execution.attackRequests.map(r => r.sentAt));
    const strays = this.#acknowledgements.waiting.filter(({seenAt}) => seenAt >= began);
    for (const signal of strays.slice(-STRAYS_TOLD)) this.#answer(playing, signal, undefined, NOT_OURS);
  }

  /** What hides alerts of a scenario and alerts of others as well. */
  blinding(playing: Playing): Blinding[] {
    return [...(this.#hiding.get(playing)?.values() ?? [])].flatMap(({signal}) => {
      const hides = this.#acknowledgements.hiddenOf(signal);
      const {person} = signal.acknowledgement ?? {};
      return hides.length ? [{hides, ...(person !== undefined && {person})}] : [];
    });
  }

  leave(playing: Playing): void {
    this.#acknowledgements.leave(playing);
    this.#hiding.delete(playing);
  }

  /** An acknowledgement of a scenario, in the log before anything that follows from it. */
  #answer(playing: Playing, signal: Signal, alert: KnownAlert<Playing> | undefined, refusal: string | undefined): void {
    const {acknowledgement: {person, unnamed, robot = false, of} = {of: []}, source, sourceTime, evidence} = signal;
    const hides = alert ? this.#acknowledgements.hiddenOf(signal) : [];
    if (alert && this.#isToldAgain(playing, signal, alert, hides)) return;
    const {counted, latencyMs, reason, conclude} = playing.watch.acknowledge(signal, alert, refusal);
    if (!counted && playing.noAnswers.length >= UNCOUNTED_TOLD) return;
    const {seq} = this.log.append({
      type: 'alert.acknowledged',
      scenario: playing.execution.id,
      ...(alert && {alert: alert.seq}),
      source,
      latencyMs: Math.round(latencyMs * 10) / 10,
      ...(sourceTime !== undefined && {sourceTime}),
      ...(person !== undefined && {person}),
      ...(unnamed !== undefined && {unnamed}),
      robot,
      counted,
      ...(reason !== undefined && {reason}),
      keys: [...of],
      ...(hides.length && {hides}),
      evidence,
    });
    conclude?.(seq);
    if (!counted && reason !== undefined) {
      playing.noAnswers.push({source, reason, keys: of, ...(person !== undefined && {person})});
    }
  }

  /**
   * Whether it was told of for this alert, and hides no more of others than it did then: a silence is told of again
   * whenever it hides more.
   */
  #isToldAgain(playing: Playing, signal: Signal, {seq}: KnownAlert<Playing>, hides: readonly string[]): boolean {
    if (!signal.acknowledgement?.hides) return false;
    const hiding = this.#hiding.get(playing) ?? new Map<string, {signal: Signal; alerts: ReadonlySet<number>}>();
    this.#hiding.set(playing, hiding);
    const key = JSON.stringify([signal.source, signal.evidence.ref]);
    const before = hiding.get(key);
    hiding.set(key, {signal, alerts: new Set([...(before?.alerts ?? []), seq])});
    if (!before?.alerts.has(seq)) return false;
    const hidden = this.#acknowledgements.hiddenOf(before.signal);
    return hides.every(name => hidden.includes(name));
  }

  /** A moment of the monotonic clock in milliseconds since 1970. */
  #wallAt(ms: number): number {
    const {clock} = this.log;
    return clock.wall().getTime() - (clock.now() - ms);
  }
}

/** By its own timestamp, in milliseconds since 1970; undefined when it has none that can be read. */
function ownTimeOf({sourceTime = ''}: Signal): number | undefined {
  const at = Date.parse(sourceTime);
  return Number.isFinite(at) ? at : undefined;
}

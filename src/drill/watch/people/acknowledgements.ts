import {RecentKeys} from '../../../sources/kit/recent-keys.js';
import type {HiddenAlert, Signal} from '../../../sources/source.js';

/** At most this many alerts of one scenario are remembered: the first ones are those that people answer. */
const KEPT_ALERTS = 1000;
/** Acknowledgements whose alert was not seen yet; beyond this many the oldest are given up. */
const KEPT_PENDING = 500;

/** An alert on an attack, as somebody may acknowledge it. `P` stands for the scenario that it belongs to. */
export interface KnownAlert<P> {
  playing: P;
  /** The `seq` of its `signal.seen`. */
  seq: number;
  /** When it was seen, on the monotonic clock. */
  seenAt: number;
  /** When it was there by its own timestamp, in milliseconds since 1970; absent: its source says none. */
  at?: number;
  /** How long it may have been there before it was seen, in milliseconds: what its source takes by its configuration. */
  unseenMs: number;
  keys: readonly string[];
  /** Whether it is one that the scenario expects: others say nothing of how the expected one was answered. */
  meant: boolean;
  /** The step of the attack that it is about. */
  step: string;
}

/** An acknowledgement that does not count, for the explanation of one that is missing. */
export interface Uncounted {
  source: string;
  person?: string;
  reason: string;
  keys: readonly string[];
}

/** Remembers the alerts of scenarios under way by their keys, and acknowledgements that came before their alert. */
export class Acknowledgements<P> {
  readonly #alerts = new Map<P, KnownAlert<P>[]>();
  /** Keys of everything that this run alerted, whatever for. */
  readonly #own = new RecentKeys();
  #pending: Signal[] = [];

  /** An alert of this run: a silence that hides it hides nothing of others. */
  own({keys = []}: Signal): void {
    for (const key of keys) this.#own.isNew(key);
  }

  /** An alert on an attack. Returns the acknowledgements that waited for it. */
  alerted(alert: KnownAlert<P>): Signal[] {
    const known = this.#alerts.get(alert.playing) ?? [];
    this.#alerts.set(alert.playing, known);
    if (known.length < KEPT_ALERTS) known.push(alert);
    return this.#take(signal => names(signal, alert));
  }

  /** The alert of each scenario that an acknowledgement names, one that is expected there before others. */
  named(signal: Signal): KnownAlert<P>[] {
    return [...this.#alerts.values()].flatMap(known => best(known.filter(alert => names(signal, alert))));
  }

  /** The alert of a scenario that is answered by what names none: the first that is expected there. */
  of(playing: P): KnownAlert<P> | undefined {
    return best(this.#alerts.get(playing) ?? [])[0];
  }

  /** Keeps an acknowledgement whose alert was not seen yet. */
  keep(signal: Signal): void {
    this.#pending = [...this.#pending.slice(1 - KEPT_PENDING), signal];
  }

  /** Those that still wait, for a scenario that is about to be judged. They stay, because others may be meant. */
  get waiting(): readonly Signal[] {
    return this.#pending;
  }

  /** Those that wait and that a scenario may be meant by; they wait no longer. */
  taken(isMeant: (signal: Signal) => boolean): Signal[] {
    return this.#take(isMeant);
  }

  /** Names of alerts of others that an acknowledgement hides, as far as this run's own are known by now. */
  hiddenOf({acknowledgement}: Signal): string[] {
    const isOwn = ({keys}: HiddenAlert) => keys.some(key => this.#own.has(key));
    return [...new Set((acknowledgement?.hides ?? []).filter(alert => !isOwn(alert)).map(({name}) => name))];
  }

  leave(playing: P): void {
    this.#alerts.delete(playing);
  }

  #take(isMeant: (signal: Signal) => boolean): Signal[] {
    const [taken, rest] = [this.#pending.filter(isMeant), this.#pending.filter(signal => !isMeant(signal))];
    this.#pending = rest;
    return taken;
  }
}

const names = ({acknowledgement}: Signal, {keys}: Pick<KnownAlert<unknown>, 'keys'>): boolean =>
  acknowledgement?.of.some(key => keys.includes(key)) ?? false;

const best = <P>(alerts: readonly KnownAlert<P>[]): KnownAlert<P>[] =>
  [alerts.find(({meant}) => meant) ?? alerts[0]].flatMap(alert => alert ?? []);

/**
 * Why an acknowledgement is no answer to an alert; undefined when it is one.
 *
 * @param madeAt when it was made by its own timestamp, in milliseconds since 1970; undefined: its source says none
 * @param wallAt a moment of the monotonic clock in milliseconds since 1970
 */
export function noAnswer(
  {acknowledgement, seenAt}: Signal,
  madeAt: number | undefined,
  alert: Pick<KnownAlert<unknown>, 'seenAt' | 'at' | 'unseenMs' | 'meant'>,
  wallAt: (ms: number) => number,
): string | undefined {
  if (acknowledgement?.robot) return 'a rule or an integration made it, not a person';
  // Two moments of our own are compared as they are: a wall clock has no parts of milliseconds, and may be set.
  const isOlder =
    madeAt === undefined && alert.at === undefined
      ? seenAt < alert.seenAt
      : (madeAt ?? wallAt(seenAt)) < (alert.at ?? wallAt(alert.seenAt));
  if (isOlder || seenAt < alert.seenAt - alert.unseenMs) return 'it was made before the alert';
  return alert.meant ? undefined : 'it takes an alert of another rule than the one expected';
}

import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import type {Execution} from '../execution.js';
import type {Leeway} from '../leeway.js';
import type {PreparedResponse} from './asked/prepare.js';
import {type Bystander, HarmWatch} from './bystander.js';
import {Changes, type WatchCollection} from './changes.js';
import {type Check, type Standing, unknown} from './check.js';
import {Hold} from './hold.js';

/** The pause between two looks: short after a change, longer while nothing happens. */
const PAUSE_MS = {first: 500, factor: 1.2, most: 2000};

/** What people are to do, and how long they have. */
export interface Response {
  scenario: string;
  checks: readonly Check[];
  /** When the attack ended, on the monotonic clock: its SLA and all times run from there. */
  since: number;
  withinMs: number;
  /** How much longer is waited, to tell late from not contained. */
  graceMs: number;
  holdMs: number;
  /** Workloads that are not to be harmed. */
  bystanders?: readonly Bystander[];
  /** How changes are heard of before the next look; absent: they are not. */
  watch?: WatchCollection;
  /**
   * Whether the attack was judged. Until then nothing is concluded, and none of its requests are made again: what they
   * alert could be taken for the attack's.
   */
  isJudged: () => boolean;
}

/** What the phase works with. */
export interface Tools {
  clock: Clock;
  log: EventLog;
  /** What people have beyond the time that the plan gives them. */
  leeway: Leeway;
}

/** People who were asked to contain an attack. */
export interface AskedPeople {
  /** Settles when they have contained it, or their time is over. */
  done: Promise<void>;
  /** Looks no longer, also where there never will be a verdict; how it stood is in the log then. */
  stop(): Promise<void>;
}

/**
 * Asks people to contain an attack that was carried out, and looks from its end on: who is quick has contained it while
 * its alert, or the acknowledgement of a colleague, is still waited for.
 */
export function askPeople(
  {id, attackRequests}: Execution,
  {asked, ...response}: PreparedResponse & Pick<Response, 'graceMs' | 'isJudged'>,
  tools: Tools,
  signal: AbortSignal,
): AskedPeople {
  tools.log.append({type: 'response.asked', scenario: id, ...asked});
  const since = Math.max(...attackRequests.map(r => r.answeredAt ?? r.sentAt));
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const done = awaitContainment({scenario: id, since, ...response}, tools, either);
  const settled = done.catch(() => {
    // Who awaits `done` gets the error; here it only matters that it is over.
  });
  return {
    done,
    stop() {
      stopped.abort();
      return settled;
    },
  };
}

/**
 * Waits until people have contained an attack: until every check has held for as long as asked, or its time with the
 * grace is over. It begins when the attack ends, because people may be quicker than its verdict. Changes are logged as
 * they are seen, and at the end how each check stands, also when it is cut short.
 */
async function awaitContainment(response: Response, tools: Tools, signal: AbortSignal): Promise<void> {
  const watch = new ResponseWatch(response, tools);
  const harm = (response.bystanders ?? []).map(bystander => harmWatch(bystander, response, tools));
  const closed = tools.leeway.closed(response.scenario);
  const {changes, stop} = listen(response, tools, signal);
  let pause = PAUSE_MS.first;
  try {
    while (!(await look(watch, harm, signal))) {
      if (closed.aborted && response.isJudged()) return;
      pause = watch.hasChanged ? PAUSE_MS.first : Math.min(pause * PAUSE_MS.factor, PAUSE_MS.most);
      // What began to hold in time may still hold for long enough.
      const left = Math.max(leftMs(response, tools), watch.isHolding ? watch.dueInMs : 0);
      if (left <= 0 && response.isJudged()) return;
      await changes.sleep(Math.min(pause, left > 0 ? left : pause, watch.dueInMs), signal);
    }
  } finally {
    stop();
    watch.conclude();
  }
}

/** Hears of what changes in the cluster, until it is stopped. */
function listen({watch, checks, bystanders = []}: Response, {clock}: Tools, signal: AbortSignal) {
  const stopped = new AbortController();
  const paths = [...checks, ...bystanders].flatMap(({watches = []}) => watches);
  const changes = new Changes(watch ?? (async () => 404), paths, clock);
  const either = AbortSignal.any([signal, stopped.signal]);
  changes.begin(either);
  // One that can hear no more is polled, as ever.
  for (const check of checks) void check.hear?.(changes.changed, either).catch(() => {});
  return {changes, stop: () => stopped.abort()};
}

/** How long people still have, in milliseconds. What a facilitator adds counts, and a pause does not. */
function leftMs({scenario, since, withinMs, graceMs}: Response, {clock, leeway}: Tools): number {
  return withinMs + graceMs + leeway.extraMs(scenario) - peopleMs(since, clock.now(), leeway);
}

/** The part of a span of the clock in which people could do something, in milliseconds. */
const peopleMs = (from: number, to: number, {pauses}: Leeway): number => to - from - pauses.between(from, to);

async function look(watch: ResponseWatch, harm: readonly HarmWatch[], signal: AbortSignal): Promise<boolean> {
  const [isContained] = await Promise.all([watch.look(signal), ...harm.map(one => one.look(signal))]);
  return isContained;
}

const harmWatch = (bystander: Bystander, {scenario, since}: Response, {clock, log, leeway}: Tools): HarmWatch =>
  new HarmWatch(bystander, (state, detail) => {
    const sinceMs = Math.round(peopleMs(since, clock.now(), leeway));
    log.append({type: 'harm.changed', scenario, bystander: bystander.name, state, detail, sinceMs});
  });

/** How the checks of one scenario stand, from look to look. */
class ResponseWatch {
  readonly #hold: Hold;
  readonly #standings: Standing[];
  /** Since when each check has stood as it does, on the monotonic clock. */
  readonly #changedAt: number[];
  /** Which checks were confirmed since they last did not hold. */
  readonly #confirmed: boolean[];
  hasChanged = false;

  constructor(
    readonly response: Response,
    readonly tools: Tools,
  ) {
    this.#hold = new Hold(response.holdMs);
    this.#standings = response.checks.map(() => unknown('it was not looked at'));
    this.#changedAt = response.checks.map(() => response.since);
    this.#confirmed = response.checks.map(() => false);
  }

  /** Whether all checks hold at the moment. */
  get isHolding(): boolean {
    return this.#hold.since !== undefined;
  }

  /** How long until the checks have held for long enough, if nothing changes. */
  get dueInMs(): number {
    const {since, holdMs} = this.#hold;
    return since === undefined || !this.response.isJudged()
      ? Number.POSITIVE_INFINITY
      : Math.max(1, since + holdMs - this.tools.clock.now());
  }

  /** Looks at everything once; true when the attack is contained. */
  async look(signal: AbortSignal): Promise<boolean> {
    this.hasChanged = false;
    const at = this.tools.clock.now();
    await this.#lookAtAll(signal);
    this.#follow(at);
    if (!this.response.isJudged() || !this.#hold.isContained(this.tools.clock.now())) return false;
    // Once more at the end: what came back in between has to show.
    this.#confirmed.fill(false);
    await this.#lookAtAll(signal);
    this.#follow(this.tools.clock.now());
    if (!this.isHolding) return false;
    this.#tellContained();
    return true;
  }

  #follow(at: number): void {
    this.#hold.looked(
      at,
      this.#standings.map(({state}) => state),
      this.tools.clock.now(),
    );
  }

  async #lookAtAll(signal: AbortSignal): Promise<void> {
    this.#take(await Promise.all(this.response.checks.map((check, index) => this.#lookAt(check, index, signal))));
  }

  /** A check that seems to hold is confirmed first: a token that is said to be dead may live on in a cache. */
  async #lookAt(check: Check, index: number, signal: AbortSignal): Promise<Standing> {
    const seen = await check.look(signal);
    if (seen.state !== 'held') this.#confirmed[index] = false;
    if (seen.state !== 'held' || !check.confirm || this.#confirmed[index] || !this.response.isJudged()) return seen;
    const sure = await check.confirm(signal);
    this.#confirmed[index] = sure.state === 'held';
    return sure;
  }

  #take(standings: readonly Standing[]): void {
    const {scenario, checks, since} = this.response;
    const at = this.tools.clock.now();
    for (const [index, standing] of standings.entries()) {
      const before = this.#standings[index];
      this.#standings[index] = standing;
      if (before?.state === standing.state && before.detail === standing.detail) continue;
      if (before?.state !== standing.state) this.#changedAt[index] = at;
      // A held check is described otherwise by its confirmation: that is no change.
      if (before?.state === standing.state && standing.state === 'held') continue;
      this.hasChanged = true;
      const check = checks[index]?.name ?? '';
      this.tools.log.append({
        type: 'containment.changed',
        ...{scenario, check, ...standing, sinceMs: Math.round(peopleMs(since, at, this.tools.leeway))},
      });
    }
  }

  #tellContained(): void {
    const {scenario, checks, since, withinMs, holdMs} = this.response;
    const {log, leeway} = this.tools;
    const held = this.#hold.since ?? since;
    const ms = (from: number, to: number) => Math.max(0, Math.round(peopleMs(from, to, leeway)));
    const {after = since, before = held, unknownFrom} = this.#hold.beginning ?? {};
    log.append({
      type: 'scenario.contained',
      ...{scenario, ttcMs: ms(since, held), unsureMs: Math.max(ms(Math.max(after, since), held), ms(held, before))},
      ...(unknownFrom !== undefined && {unknownMs: ms(unknownFrom, held)}),
      ...{withinMs: withinMs + leeway.extraMs(scenario), holdMs, checks: checks.map(({name}) => name)},
    });
  }

  /** How each check stands at the end. */
  conclude(): void {
    const {scenario, checks, since} = this.response;
    const {log, leeway} = this.tools;
    const withinMs = this.response.withinMs + leeway.extraMs(scenario);
    for (const [index, {state, detail}] of this.#standings.entries()) {
      log.append({
        type: 'containment.checked',
        ...{scenario, check: checks[index]?.name ?? '', detail, rehearsed: false, withinMs},
        state: state === 'held' ? 'contained' : state === 'not held' ? 'not contained' : 'unknown',
        ...(state === 'held' && {
          latencyMs: Math.max(0, Math.round(peopleMs(since, this.#changedAt[index] ?? since, leeway))),
        }),
      });
    }
  }
}

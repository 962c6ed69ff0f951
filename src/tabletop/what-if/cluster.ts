import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {ApiClient} from '../../cluster/api/client.js';
import {conduct} from '../../drill/conduct.js';
import {DrillControl} from '../../drill/control.js';
import type {Plan} from '../../drill/plan/plan.js';
import {Turns} from '../../drill/turns.js';
import type {DrillEvent, EventOf} from '../../events/events.js';
import {EventLog} from '../../events/log.js';
import type {Verdict} from '../../events/words.js';
import {parseKubectl} from '../../kubectl/parse.js';
import {runKubectl} from '../../kubectl/run.js';
import type {Clock} from '../../lib/clock.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {packaged} from '../../lib/paths.js';
import {quickClock} from '../../lib/quick-clock.js';
import {containmentOf} from '../../scenario/containment.js';
import {loadRules} from '../../sigma/load/load.js';
import type {Deck} from '../cards/load.js';
import type {Standing} from '../paper/attack.js';
import type {Attacked, WhatIf} from '../paper/table.js';
import {Names} from './names.js';
import type {Playable} from './playable.js';

/** The cluster's clock runs this much faster, so that nobody waits for a check that has to hold for ten seconds. */
const FASTER = 10;
/** How long a command is given to change what the checks see, in milliseconds of the cluster's clock. */
const SETTLE_MS = 6000;

/** Verdicts of an attack that was carried out, so that it can be contained. */
const CARRIED_OUT: readonly Verdict[] = ['detected', 'late', 'missed', 'inconclusive'];

/** What the cluster is made for. */
export interface ClusterInput {
  /** Its scenarios are those of the table; people respond for as long as it takes. */
  plan: Plan;
  deck: Deck;
  version: string;
  env: NodeJS.ProcessEnv;
  /** What of each attack can be played and answered there. */
  played: ReadonlyMap<string, Playable>;
}

/** A simulated cluster into which a table's attacks are played, and on which a team's commands are really done. */
export class SimulatedTable implements WhatIf {
  readonly #names = new Names();
  /** Absent: it could not be made. */
  #dir: string | undefined;
  readonly #clock: Clock = quickClock(FASTER);
  readonly #log = new EventLog(this.#clock);
  readonly #turns = new Turns();
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  /** Why the cluster has failed. */
  #failure: string | undefined;

  constructor(readonly input: ClusterInput) {
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#failure = messageOf(error);
    });
  }

  async #run(): Promise<void> {
    const control = Object.assign(new DrillControl(this.#turns), {turns: this.#turns});
    const {plan, version, env} = this.input;
    this.#dir = mkdtempSync(join(tmpdir(), 'kubedrill-table-'));
    await conduct({
      ...{plan, log: this.#log, clock: this.#clock, env, version, dir: this.#dir, control},
      rules: loadRules([packaged('rules')]).set,
      request: {kind: 'simulated', keep: false, kindConfig: ''},
      choice: {kind: 'simulated', reason: 'commands of a tabletop are tried on a simulated cluster'},
      anyRule: false,
      abort: this.#stopped.signal,
      identity: {labels: {}, cluster: 'tabletop'},
    });
  }

  async attacked(scenario: string): Promise<Attacked> {
    const {leftOut = [], unanswered = new Set<number>(), scenario: own} = this.input.played.get(scenario) ?? {};
    if (own && !containmentOf(own).length) return {why: 'all that has to be done about it is done on a node'};
    this.#turns.call(scenario);
    const seen = await this.#first(
      event =>
        'scenario' in event &&
        event.scenario === scenario &&
        (event.type === 'containment.changed' ||
          (event.type === 'scenario.judged' && !CARRIED_OUT.includes(event.verdict))),
    );
    const cards = this.input.deck.get(scenario);
    const started = this.#of('scenario.started').find(event => event.scenario === scenario);
    if (seen?.type === 'scenario.judged') return {why: this.#names.toCards(seen.explanation)};
    if (!seen || !cards || !started) return {why: this.#ended()};
    this.#names.add(cards, started);
    await this.#settle();
    return {leftOut, unanswered};
  }

  #ended = (): string => `the simulated cluster has failed: ${this.#failure ?? 'it has ended'}`;

  standing(scenario: string): Standing {
    const {toCards} = this.#names;
    const of = <E extends {scenario: string}>(events: readonly E[]) => events.filter(one => one.scenario === scenario);
    const checks = new Map(of(this.#of('containment.changed')).map(event => [event.check, event]));
    const harm = new Map(of(this.#of('harm.changed')).map(event => [event.bystander, event]));
    return {
      bystanders: of(this.#of('response.asked')).flatMap(event => event.bystanders.map(toCards)),
      checks: [...checks.values()].map(({check, state, detail}) => ({
        ...{check: toCards(check), state, detail: toCards(detail)},
      })),
      harm: [...harm.values()].map(({bystander, state, detail}) => ({
        ...{bystander: toCards(bystander), state, detail: toCards(detail)},
      })),
    };
  }

  async run(_scenario: string, command: string): Promise<{said: string; ok: boolean}> {
    const line = this.#names.toCluster(command);
    const parsed = parseKubectl(line, {});
    if (!parsed || 'mistake' in parsed) throw usageError(parsed ? parsed.mistake : 'there is no command');
    const file = this.#of('responders.admitted')[0]?.people[0]?.file;
    if (file === undefined || this.#dir === undefined) throw usageError(this.#ended());
    const config = new KubeConfig();
    config.loadFromString(readText(join(this.#dir, file)));
    const client = new ApiClient(config, 'kubectl/v1.34');
    try {
      const outcome = await runKubectl(line, {}, client, this.#stopped.signal);
      const {ok = false, text = ''} = outcome ?? {};
      if (text.startsWith('error: ')) throw usageError(text.slice('error: '.length));
      await this.#settle();
      return {said: this.#names.toCards(text), ok};
    } finally {
      await client.close();
    }
  }

  async close(): Promise<void> {
    this.#turns.end();
    this.#stopped.abort(new Error('the table is over'));
    await this.#running;
    this.#log.close();
    if (this.#dir !== undefined) rmSync(this.#dir, {recursive: true, force: true});
  }

  /** Whatever follows from what was done has been seen. */
  #settle = (): Promise<void> => this.#clock.sleep(SETTLE_MS, this.#stopped.signal).catch(() => undefined);

  /** The first event that is meant, now or later; undefined: the cluster has ended before. */
  async #first(isMeant: (event: DrillEvent) => boolean): Promise<DrillEvent | undefined> {
    const found = Promise.withResolvers<DrillEvent>();
    const leave = this.#log.subscribe(event => {
      if (isMeant(event)) found.resolve(event);
    });
    try {
      return await Promise.race([found.promise, this.#running.then(() => undefined)]);
    } finally {
      leave();
    }
  }

  #of<T extends DrillEvent['type']>(type: T): EventOf<T>[] {
    return this.#log.events.filter((event): event is EventOf<T> => event.type === type);
  }
}

import type {DrillControl} from '../../drill/control.js';
import type {Plan} from '../../drill/plan/plan.js';
import type {Turns} from '../../drill/turns.js';
import type {EventOf} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import type {Action} from '../../events/words.js';
import {containmentOf} from '../../scenario/containment.js';
import type {ContainmentCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import {checkTextIn} from '../../scenario/words/check-text.js';
import type {Deck} from '../cards/load.js';
import {type Judged, LaidAttack, type Limits, type Standing} from './attack.js';
import {Laying} from './lay.js';
import {allFilledIn} from './names.js';
import {stoodBefore} from './said-before.js';
import {targetsIn} from './target.js';

/** What a table is set with. */
export interface TableInput {
  plan: Plan;
  deck: Deck;
  log: EventLog;
  control: DrillControl & {turns: Turns};
  /** Drill time now, in milliseconds. */
  t: () => number;
  version: string;
  /** Of what is said of checks, by its tag. */
  language: string;
  /** Dice: a look succeeds from {@link NEEDS} on. Absent: a look where a card answers always finds it. */
  rolls: boolean;
  seed: number;
  /** What a look in vain costs, in milliseconds of drill time. */
  lookCostMs: number;
  whatIf?: WhatIf;
}

/** How an attack came out on a cluster: what of it could not be played or answered there, or why nothing could. */
export type Attacked = {leftOut: readonly string[]; unanswered: ReadonlySet<number>} | {why: string};

/** A cluster on which a team's commands are really done. */
export interface WhatIf {
  /** Plays an attack into it, as far as it can be; resolves once people could respond. */
  attacked(scenario: string): Promise<Attacked>;
  /** What people are asked for, and how the checks stand, in the names of the cards. */
  standing(scenario: string): Standing;
  /** @throws DrillError (exit code 2) for what is no command of kubectl */
  run(scenario: string, command: string): Promise<{said: string; ok: boolean}>;
  close(): Promise<void>;
}

/**
 * The engine of a tabletop: where a drill's engine attacks a cluster, it lays what a recorded attack has left. It says the
 * same facts, so that whatever is made of a log is made of this one.
 */
export class Table {
  readonly #attacks = new Map<string, LaidAttack>();
  readonly #laying: Laying;
  /** Hears what of an attack the cluster of what-if could not play, and what it cannot answer. */
  onPlayed: (limits: Limits) => void = () => {};
  /** What is under way: an attack that is being played into the cluster of what-if. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(readonly input: TableInput) {
    this.#laying = new Laying(input.log);
    input.control.onAcknowledge((alert, person) => this.#laying.acknowledge(alert, person, input.t()));
  }

  get deck(): Deck {
    return this.input.deck;
  }

  /** On what the evidence was recorded. */
  get evidence(): 'recorded' | 'simulated' {
    return [...this.deck.values()].some(({recorded}) => recorded.simulated) ? 'simulated' : 'recorded';
  }

  /** Settles when nothing is under way any more. */
  settled(): Promise<unknown> {
    return this.#busy;
  }

  /** Lays what each attack has left when it is its turn, until the script is over or somebody stops. */
  async play(abort: AbortSignal): Promise<void> {
    const {plan, control, log, version} = this.input;
    const {turns} = control;
    if (!log.events.some(({type}) => type === 'run.started')) {
      this.#laying.begin(plan, [...this.deck.values()], {version, asksCluster: this.input.whatIf !== undefined});
    }
    // The exercise is opened first: what is ready is something that everybody knows of.
    await Promise.resolve();
    turns.open();
    const turnsOf = plan.scenarios.map(async scenario => {
      if (!(await turns.of(scenario.id, abort))) return;
      this.#busy = this.#busy.then(() => this.#lay(scenario));
      await this.#busy;
      await this.#closed(scenario.id, abort);
    });
    let outcome: EventOf<'run.ended'>['outcome'] = 'finished';
    try {
      await Promise.all([...turnsOf, turns.over(abort)]);
      await this.#busy;
    } catch (error) {
      outcome = abort.aborted ? 'interrupted' : 'failed';
      throw error;
    } finally {
      await this.input.whatIf?.close();
      this.#conclude();
      log.append({type: 'run.ended', outcome, timings: {}});
    }
  }

  /** Whether somebody can name an attack, by what they have of it: an alert, a card or a message that it sent. */
  isLaid = (scenario: string): boolean => this.#attacks.has(scenario);

  /** The procedure that was written for an attack. */
  writtenFor = (scenario: string): string | undefined => this.input.plan.procedures.get(scenario)?.id;

  /** Judges what a team says that it does: by what such an action is good for, and by what it names. */
  declare = (id: string, action: Action, on = ''): Judged =>
    this.#of(id).declare({action, targets: targetsIn(on)}, `${action} ${on}`.trim());

  /** Why commands about this attack cannot really be done; undefined: they can. */
  whyNotTried = (id: string): string | undefined => this.#of(id).whyNotPlayed;

  /** Really does what a team proposes, on a simulated cluster into which the attack was played. */
  async try(id: string, command: string): Promise<Judged> {
    const {whatIf} = this.input;
    const attack = this.#of(id);
    const before = attack.held;
    if (!whatIf) return attack.judgedSince(before);
    const {said} = await whatIf.run(id, command);
    const down = new Set(this.#harmed());
    for (const one of this.#attacks.values()) if (one.isPlayed) one.take(whatIf.standing(one.id));
    const harmed = this.#harmed().filter(name => !down.has(name));
    return {...attack.judgedSince(before), said, harmed};
  }

  /** Says that an attack is contained, where all of its checks hold by now. */
  concludeOn = (id: string): void => this.#of(id).conclude();

  /** Bystanders that are down. */
  #harmed = (): string[] => [...new Set([...this.#attacks.values()].flatMap(({harmed}) => harmed))];

  async #lay(scenario: Scenario): Promise<void> {
    const {plan, t, whatIf, control, log, language} = this.input;
    const cards = this.deck.get(scenario.id);
    const planned = plan.planned.find(({id}) => id === scenario.id);
    if (!cards || !planned) return;
    // A table that is taken up after a kill has laid it already, as a whole or in part.
    const before = stoodBefore(log.events, scenario.id);
    const checks = containmentOf(scenario).map(one => {
      const check = allFilledIn(one, cards) as ContainmentCheck;
      return {name: checkTextIn(language, check), check};
    });
    const withinMs = () => (planned.response?.withinMs ?? 0) + control.leeway.extraMs(scenario.id);
    const attack = new LaidAttack({scenario, cards, laying: this.#laying, checks, before, t, withinMs});
    this.#attacks.set(scenario.id, attack);
    if (attack.isOver) return;
    this.#laying.attack(scenario, cards);
    // What the cluster refused is nothing to contain.
    if (!planned.response || cards.verdict === 'prevented') {
      attack.isOver = true;
      this.#laying.over(scenario.id);
      return;
    }
    const standing = whatIf && (await this.#played(attack, whatIf, before.commands));
    if (whatIf) this.onPlayed(attack.limits);
    const procedure = plan.procedures.get(scenario.id);
    this.#laying.ask(scenario, cards, {checks, bystanders: standing?.bystanders ?? [], procedure, language});
    attack.opened(standing);
    if (control.leeway.closed(scenario.id).aborted) attack.close();
  }

  /** Plays an attack into the cluster of what-if, and what was done about it before a kill; how things stand then. */
  async #played(attack: LaidAttack, whatIf: WhatIf, commands: readonly string[]): Promise<Standing | undefined> {
    attack.played(await whatIf.attacked(attack.id));
    if (!attack.isPlayed) return undefined;
    for (const command of commands) await whatIf.run(attack.id, command);
    return whatIf.standing(attack.id);
  }

  /** Resolves when nobody is to contain an attack any longer. */
  async #closed(id: string, abort: AbortSignal): Promise<void> {
    const either = AbortSignal.any([this.input.control.leeway.closed(id), abort]);
    if (!either.aborted) await new Promise(resolve => either.addEventListener('abort', resolve, {once: true}));
    this.#attacks.get(id)?.close();
  }

  #conclude(): void {
    for (const attack of this.#attacks.values()) attack.close();
    for (const {id} of this.input.plan.scenarios) if (!this.#attacks.has(id)) this.#laying.leftOut(id);
  }

  #of(id: string): LaidAttack {
    const attack = this.#attacks.get(id);
    if (!attack) throw new Error(`nothing was laid of ${id}`);
    return attack;
  }
}

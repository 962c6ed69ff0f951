import type {DrillControl} from '../../drill/control.js';
import type {Plan} from '../../drill/plan/plan.js';
import type {Turns} from '../../drill/turns.js';
import type {EventOf} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import type {Action} from '../../events/words.js';
import {containmentOf} from '../../scenario/containment.js';
import {checkText} from '../../scenario/describe.js';
import type {ContainmentCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Deck} from '../cards/load.js';
import type {CardsFile} from '../cards/schema.js';
import {serves} from './actions.js';
import {Laying} from './lay.js';
import {filledIn} from './names.js';

/** What a table is set with. */
export interface TableInput {
  plan: Plan;
  deck: Deck;
  log: EventLog;
  control: DrillControl & {turns: Turns};
  /** Drill time now, in milliseconds. */
  t: () => number;
  version: string;
  /** Dice: a look succeeds from {@link NEEDS} on. Absent: a look where a card answers always finds it. */
  rolls: boolean;
  seed: number;
  /** What a look in vain costs, in milliseconds of drill time. */
  lookCostMs: number;
  whatIf?: WhatIf;
}

/** What came of an action: checks that hold now and did not before, those that do not hold, and who was taken down. */
export interface Judged {
  said?: string;
  held: string[];
  open: string[];
  harmed: string[];
}

/** A cluster on which a team's commands are really done. */
export interface WhatIf {
  /** Plays an attack into it; resolves once people could respond. False: it cannot be played there. */
  attacked(scenario: string): Promise<boolean>;
  /** What people are asked for, and how the checks stand, in the names of the cards. */
  standing(scenario: string): Standing;
  /** @throws DrillError (exit code 2) for what is no command of kubectl */
  run(scenario: string, command: string): Promise<{said: string; ok: boolean}>;
  close(): Promise<void>;
}

/** How things stand after an attack, on a cluster that was asked. */
export interface Standing {
  bystanders: string[];
  checks: Pick<EventOf<'containment.changed'>, 'check' | 'state' | 'detail'>[];
  harm: Pick<EventOf<'harm.changed'>, 'bystander' | 'state' | 'detail'>[];
}

interface Check {
  name: string;
  /** Absent: it is one of a cluster, which alone knows how it stands. */
  check?: ContainmentCheck;
  state: 'held' | 'not held' | 'unknown';
}

interface Attack {
  scenario: Scenario;
  cards: CardsFile;
  laidT: number;
  checks: Check[];
  /** The last word on each bystander. */
  harm: Map<string, string>;
  isContained: boolean;
  isOver: boolean;
  /** It was played on the cluster of what-if, too. */
  isPlayed: boolean;
}

/**
 * The engine of a tabletop: where a drill's engine attacks a cluster, it lays what a recorded attack has left. It says the
 * same facts, so that whatever is made of a log is made of this one.
 */
export class Table {
  readonly #attacks = new Map<string, Attack>();
  readonly #laying: Laying;
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
    this.#laying.begin(plan, [...this.deck.values()], {version, asksCluster: this.input.whatIf !== undefined});
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

  /** Which attack somebody can name, by what they have of it: an alert, a card or a message that the attack sent. */
  isLaid = (scenario: string): boolean => this.#attacks.has(scenario);

  /** The procedure that was written for an attack. */
  writtenFor = (scenario: string): string | undefined => this.input.plan.procedures.get(scenario)?.id;

  /** Judges what a team says that it does: by what such an action is good for, and nothing more. */
  declare(id: string, action: Action): Judged {
    const attack = this.#of(id);
    const before = heldIn(attack);
    for (const one of attack.checks) {
      if (one.state !== 'held' && one.check && serves(action, one.check)) {
        this.#stands(attack, one.name, 'held', `declared at the table: ${action}`);
      }
    }
    return this.#judged(attack, before);
  }

  /** Whether commands about this attack can really be done. */
  canTry = (id: string): boolean => this.#of(id).isPlayed;

  /** Really does what a team proposes, on a simulated cluster into which the attack was played. */
  async try(id: string, command: string): Promise<Judged> {
    const {whatIf} = this.input;
    const attack = this.#of(id);
    if (!whatIf) return this.#judged(attack, heldIn(attack));
    const before = heldIn(attack);
    const {said} = await whatIf.run(id, command);
    const down = new Set(this.#harmed());
    for (const one of this.#attacks.values()) if (one.isPlayed) this.#take(one, whatIf.standing(one.scenario.id));
    const harmed = this.#harmed().filter(name => !down.has(name));
    return {...this.#judged(attack, before), said, harmed};
  }

  /** Bystanders that are down. */
  #harmed(): string[] {
    const all = [...this.#attacks.values()].flatMap(({harm}) => [...harm]);
    return [...new Set(all.flatMap(([name, state]) => (state === 'harmed' ? [name] : [])))];
  }

  async #lay(scenario: Scenario): Promise<void> {
    const {plan, t, whatIf, control} = this.input;
    const cards = this.deck.get(scenario.id);
    const planned = plan.planned.find(({id}) => id === scenario.id);
    if (!cards || !planned) return;
    const checks = containmentOf(scenario).map(check => ({
      ...{name: filledIn(checkText(check), cards), check, state: 'not held' as const},
    }));
    const attack: Attack = {
      ...{scenario, cards, laidT: t(), checks, harm: new Map(), isContained: false, isOver: false, isPlayed: false},
    };
    this.#attacks.set(scenario.id, attack);
    this.#laying.attack(scenario, cards);
    // What the cluster refused is nothing to contain.
    if (!planned.response || cards.verdict === 'prevented') {
      attack.isOver = true;
      this.#laying.over(scenario.id);
      return;
    }
    attack.isPlayed = (await whatIf?.attacked(scenario.id)) ?? false;
    const standing = attack.isPlayed ? whatIf?.standing(scenario.id) : undefined;
    this.#laying.ask(scenario, cards, {
      checks: checks.map(({name, check}) => ({name, check})),
      bystanders: standing?.bystanders ?? [],
      ...(plan.procedures.get(scenario.id) && {procedure: plan.procedures.get(scenario.id)}),
    });
    if (standing) {
      attack.checks = [];
      this.#take(attack, standing);
    } else for (const {name} of checks) this.#stands(attack, name, 'not held', 'nobody has done anything about it');
    if (control.leeway.closed(scenario.id).aborted) this.#close(attack);
  }

  /** Resolves when nobody is to contain an attack any longer. */
  async #closed(id: string, abort: AbortSignal): Promise<void> {
    const {control} = this.input;
    const closed = control.leeway.closed(id);
    const either = AbortSignal.any([closed, abort]);
    if (!either.aborted) await new Promise(resolve => either.addEventListener('abort', resolve, {once: true}));
    const attack = this.#attacks.get(id);
    if (attack) this.#close(attack);
  }

  /** How a cluster that was asked says that things stand. */
  #take(attack: Attack, {checks, harm}: Standing): void {
    for (const {check, state, detail} of checks) {
      if (!attack.checks.some(({name}) => name === check)) attack.checks.push({name: check, state: 'unknown'});
      this.#stands(attack, check, state, detail);
    }
    for (const {bystander, state, detail} of harm) {
      if (attack.harm.get(bystander) === state) continue;
      attack.harm.set(bystander, state);
      this.#laying.harm(attack.scenario.id, {bystander, state, detail}, this.#since(attack));
    }
  }

  #stands(attack: Attack, name: string, state: Check['state'], detail: string): void {
    const check = attack.checks.find(one => one.name === name);
    if (!check || attack.isOver) return;
    const isNew = !attack.isContained && (check.state !== state || state === 'not held');
    check.state = state;
    if (isNew) this.#laying.stands(attack.scenario.id, {check: name, state, detail}, this.#since(attack));
  }

  #judged(attack: Attack, before: ReadonlySet<string>): Judged {
    const {checks} = attack;
    const held = checks.filter(({name, state}) => state === 'held' && !before.has(name)).map(({name}) => name);
    const open = checks.filter(({state}) => state !== 'held').map(({name}) => name);
    return {held, open, harmed: []};
  }

  /** Says that an attack is contained, where all of its checks hold by now. */
  concludeOn(id: string): void {
    const attack = this.#of(id);
    const {checks, isContained, isOver} = attack;
    if (isContained || isOver || !checks.length || checks.some(({state}) => state !== 'held')) return;
    attack.isContained = true;
    this.#laying.contained(id, {
      ...{ttcMs: this.#since(attack), withinMs: this.#withinMs(id), holdMs: 0},
      checks: checks.map(({name}) => name),
    });
  }

  #close(attack: Attack): void {
    if (attack.isOver) return;
    attack.isOver = true;
    const {scenario, checks} = attack;
    for (const {name, state} of checks) this.#laying.concluded(scenario.id, name, state, this.#withinMs(scenario.id));
    this.#laying.over(scenario.id);
  }

  #conclude(): void {
    for (const attack of this.#attacks.values()) this.#close(attack);
    for (const {id} of this.input.plan.scenarios) if (!this.#attacks.has(id)) this.#laying.leftOut(id);
  }

  #since = ({laidT}: Attack): number => Math.max(0, this.input.t() - laidT);

  #withinMs(id: string): number {
    const {plan, control} = this.input;
    const planned = plan.planned.find(one => one.id === id)?.response?.withinMs ?? 0;
    return planned + control.leeway.extraMs(id);
  }

  #of(id: string): Attack {
    const attack = this.#attacks.get(id);
    if (!attack) throw new Error(`nothing was laid of ${id}`);
    return attack;
  }
}

const heldIn = ({checks}: Attack): ReadonlySet<string> =>
  new Set(checks.filter(({state}) => state === 'held').map(({name}) => name));

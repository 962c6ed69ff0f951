import type {EventOf} from '../../events/events.js';
import type {Ground} from '../../events/words.js';
import type {ContainmentCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import type {CardsFile} from '../cards/schema.js';
import {type Declared, groundOf, type Known} from './actions.js';
import {objectsOf} from './known.js';
import type {Laying} from './lay.js';
import type {StoodBefore} from './said-before.js';

/** What came of an action: checks that hold now and did not before, those that do not hold, and who was taken down. */
export interface Judged {
  said?: string;
  /** By what each check was judged that a declared action is good for. */
  grounds?: {check: string; by: Ground}[];
  held: string[];
  open: string[];
  harmed: string[];
}

/** What of an attack a cluster could not play, by its steps, and which of its checks it cannot answer; or why none of it. */
export interface Limits {
  leftOut: readonly string[];
  unanswered: readonly string[];
  why?: string;
}

/** How things stand after an attack, on a cluster that was asked. */
export interface Standing {
  bystanders: string[];
  checks: Pick<EventOf<'containment.changed'>, 'check' | 'state' | 'detail'>[];
  harm: Pick<EventOf<'harm.changed'>, 'bystander' | 'state' | 'detail'>[];
}

type State = 'held' | 'not held' | 'unknown';

/** Something that has to hold before an attack is contained. */
export interface Check {
  name: string;
  /** Absent: it is one of a cluster, which alone knows how it stands. */
  check?: ContainmentCheck;
  /** Absent: nothing was said of it yet. */
  state?: State | undefined;
}

/** What an attack is laid with. */
export interface Laid {
  scenario: Scenario;
  cards: CardsFile;
  laying: Laying;
  /** By its declared checks. */
  checks: Check[];
  /** How it stood when a table was killed. */
  before: StoodBefore;
  /** Drill time now, in milliseconds. */
  t: () => number;
  /** How long people have to contain it, as things stand. */
  withinMs: () => number;
}

/** An attack on the table: how its checks stand, and what is said of them. */
export class LaidAttack {
  readonly #checks: Check[];
  /** The last word on each bystander. */
  readonly #harm: Map<string, string>;
  readonly #laidT: number;
  #isContained: boolean;
  isOver: boolean;
  /** It was played on the cluster of what-if, too. */
  isPlayed = false;
  /** Why it was not. */
  whyNotPlayed: string | undefined = 'there is no cluster';
  #limits: Limits = {leftOut: [], unanswered: []};

  constructor(readonly laid: Laid) {
    const {before, checks, t} = laid;
    this.#checks = checks.map(one => ({...one, state: before.checks.get(one.name)}));
    this.#harm = new Map(before.harm);
    this.#laidT = before.laidT ?? t();
    this.#isContained = before.isContained;
    this.isOver = before.isOver;
  }

  /** How it came out on the cluster of what-if: what that cannot answer is answered by what people declare. */
  played(how: {leftOut: readonly string[]; unanswered: ReadonlySet<number>} | {why: string}): void {
    this.isPlayed = !('why' in how);
    this.whyNotPlayed = 'why' in how ? how.why : undefined;
    const names = 'why' in how ? [] : this.#checks.filter((_, index) => how.unanswered.has(index));
    this.#limits = {
      ...('why' in how ? {leftOut: [], why: how.why} : {leftOut: how.leftOut}),
      unanswered: names.map(({name}) => name),
    };
  }

  get limits(): Limits {
    return this.#limits;
  }

  get id(): string {
    return this.laid.scenario.id;
  }

  /** Bystanders that are down. */
  get harmed(): string[] {
    return [...this.#harm].flatMap(([name, state]) => (state === 'harmed' ? [name] : []));
  }

  /** Checks that hold, by their names. */
  get held(): ReadonlySet<string> {
    return new Set(this.#checks.filter(({state}) => state === 'held').map(({name}) => name));
  }

  /** People may respond: says how things stand before anybody has done anything, where it was not said before a kill. */
  opened(standing: Standing | undefined): void {
    const {before} = this.laid;
    if (standing) {
      const own = this.#checks.filter(({name}) => this.#limits.unanswered.includes(name));
      const known = [...before.checks].map(([name, state]) => ({name, state}));
      const others = known.filter(({name}) => !own.some(one => one.name === name));
      this.#checks.splice(0, this.#checks.length, ...own, ...others);
      this.take(standing);
    }
    const said = standing ? 'the simulated cluster cannot answer it' : 'nobody has done anything about it';
    for (const {name, state} of this.#checks) if (state === undefined) this.#stands(name, 'not held', said);
    // Killed between the last check that was made to hold and the word on it.
    if (before.checks.size) this.conclude();
  }

  /** How a cluster that was asked says that things stand. */
  take({checks, harm}: Standing): void {
    for (const {check, state, detail} of checks) {
      if (!this.#checks.some(({name}) => name === check)) this.#checks.push({name: check});
      this.#stands(check, state, detail);
    }
    for (const {bystander, state, detail} of harm) {
      if (this.#harm.get(bystander) === state) continue;
      this.#harm.set(bystander, state);
      this.laid.laying.harm(this.id, {bystander, state, detail}, this.#since);
    }
  }

  /** What a team says that it does holds the checks that such an action is good for, where it names what they are about. */
  declare(declared: Declared, words: string): Judged {
    const before = this.held;
    const grounds = this.#checks.flatMap(({name, check, state}) => {
      const by = state === 'held' || !check ? undefined : groundOf(declared, check, this.#known);
      return by === undefined ? [] : [{check: name, by}];
    });
    for (const {check, by} of grounds)
      if (by !== 'another') this.#stands(check, 'held', `declared at the table: ${words}`);
    return {...this.judgedSince(before), grounds};
  }

  get #known(): Known {
    const {scenario, cards} = this.laid;
    return {objects: objectsOf(scenario, cards), namespace: cards.names.namespace, actor: cards.names.actor};
  }

  /** What holds now and did not before. */
  judgedSince(before: ReadonlySet<string>): Judged {
    const held = [...this.held].filter(name => !before.has(name));
    const open = this.#checks.filter(({state}) => state !== 'held').map(({name}) => name);
    return {held, open, harmed: []};
  }

  /** Says that it is contained, where all of its checks hold by now. */
  conclude(): void {
    const isHeld = this.#checks.length > 0 && this.#checks.every(({state}) => state === 'held');
    if (this.#isContained || this.isOver || !isHeld) return;
    this.#isContained = true;
    this.laid.laying.contained(this.id, {
      ...{ttcMs: this.#since, withinMs: this.laid.withinMs(), holdMs: 0},
      checks: this.#checks.map(({name}) => name),
    });
  }

  /** Nobody is to contain it any longer. */
  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    const {laying, withinMs} = this.laid;
    for (const {name, state = 'unknown'} of this.#checks) laying.concluded(this.id, name, state, withinMs());
    laying.over(this.id);
  }

  get #since(): number {
    return Math.max(0, this.laid.t() - this.#laidT);
  }

  #stands(name: string, state: State, detail: string): void {
    const check = this.#checks.find(one => one.name === name);
    if (!check || this.isOver || check.state === state) return;
    check.state = state;
    if (!this.#isContained) this.laid.laying.stands(this.id, {check: name, state, detail}, this.#since);
  }
}

import {COMMANDS, obey} from '../../live/conductor/commands/index.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import {refuse} from '../../live/conductor/refused.js';
import type {Participant} from '../../live/conductor/roster.js';
import type {Table} from '../../tabletop/paper/table.js';
import type {Line} from './lines.js';

/** People around one keyboard: a seat for every role, taken by somebody who is called as the role is. */
export class Sitting {
  readonly #people: Participant[];

  constructor(
    readonly exercise: Exercise,
    readonly table: Table,
  ) {
    const {roster} = exercise.input;
    // After a kill everybody sits where they sat.
    this.#people = roster.roles.flatMap(({id, kind}) =>
      kind === 'board' ? [] : [roster.inRole(id)[0] ?? this.#seat(id)],
    );
  }

  /** What the people are called, as lines name them. */
  get names(): string[] {
    return this.#people.map(({name}) => name);
  }

  /** The one who leads. */
  get leader(): Participant | undefined {
    const {roster} = this.exercise.input;
    return this.#people.find(person => roster.roleOf(person).kind === 'controls');
  }

  /** Begins, where it has not begun yet. */
  async start(): Promise<void> {
    if (this.leader && this.exercise.time.state === 'waiting')
      await obey(this.exercise, this.leader, 'start', {anyway: true});
  }

  /**
   * Does what a line asks for, as who it names, or as the first who may.
   *
   * @throws Refused with the reason
   */
  async does({who, what = '', input}: Line): Promise<void> {
    const named = this.#people.find(({name}) => name === who);
    const person = named ?? this.#people.find(one => this.#may(one, what)) ?? this.leader;
    if (!person) throw refuse(403, 'not yours', {role: who ?? '', what});
    await obey(this.exercise, person, what, input);
    await this.settled();
  }

  /** Whatever follows from what was done has been said. */
  async settled(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    await this.table.settled();
  }

  #may(person: Participant, what: string): boolean {
    return COMMANDS[what]?.may(this.exercise.input.roster.roleOf(person)) ?? false;
  }

  #seat(role: string): Participant {
    const {person} = this.exercise.input.roster.add(role, role, 'terminal');
    this.exercise.append({type: 'participant.joined', person: person.id, name: person.name, role, via: 'terminal'});
    return person;
  }
}

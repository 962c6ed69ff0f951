import {type Conduct, conduct} from '../../drill/conduct.js';
import type {DrillEvent, EventOf} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import {Interrupted} from '../../lib/errors.js';
import {hintFor} from '../conductor/commands/answer.js';
import type {Exercise} from '../conductor/exercise.js';
import {refuse} from '../conductor/refused.js';
import {cutOff} from '../conductor/resume.js';
import {Lessons} from './lessons.js';
import type {Queue} from './queue.js';

/** What a team is made from. */
export interface TeamInput {
  id: string;
  name: string;
  exercise: Exercise;
  /** What the engine plays on, but for what every sitting has of its own. */
  playing: Omit<Conduct, 'control' | 'log' | 'dir' | 'resumes' | 'goesOn'>;
  /** Whether its log is that of a workshop that was killed. */
  resumes: boolean;
  /** Called once its log has begun: what is said before anybody joins. */
  onStarted: () => void;
  /** Whether it shares its cluster with others: begun anew are its attacks then, and its accounts stay. */
  isShared: boolean;
  /** Where teams share a cluster: not all of their attacks begin at once. */
  queue?: Queue;
  /** The folder of the team. */
  dir: string;
  /** The folder of one sitting: the first has that of the team. */
  sittingDir: (number: number) => string;
}

/** An attack that comes to nothing this often will do so again. */
const MOST_ATTEMPTS = 5;

/** Why a sitting ends before the workshop does. */
class AnewAsked extends Error {}

/**
 * A team of a workshop: a drill with people whose attacks are played on a cluster of its own. A reset gives the cluster
 * back and plays what is not contained again on another one, in the same log.
 */
export class Team {
  readonly lessons: Lessons;
  #sitting = new AbortController();
  #number = 0;
  /** Hears that the team has got a cluster, or gives one back: what was made for its people there is gone. */
  onSitting: () => void = () => {};
  /** Hears why its cluster failed. */
  onFailure: (error: unknown) => void = () => {};

  constructor(readonly input: TeamInput) {
    this.lessons = new Lessons(input.exercise);
    const {queue, exercise} = input;
    const {turns} = exercise.input.control;
    if (queue) turns.room = (scenario, begin) => queue.add(() => this.#attacked(scenario, begin));
    exercise.input.log.subscribe(event => {
      if (event.type === 'scenario.judged' && turns.isOpen) this.#tryAgain(event);
    });
  }

  get id(): string {
    return this.input.id;
  }

  get name(): string {
    return this.input.name;
  }

  get exercise(): Exercise {
    return this.input.exercise;
  }

  get #log(): EventLog {
    return this.exercise.input.log;
  }

  /**
   * Plays until the exercise is over; whatever happens, its cluster is given back.
   *
   * @throws what ended it early
   */
  async play(): Promise<void> {
    if (this.input.resumes) this.#again();
    while (await this.#sit()) {
      if (this.exercise.time.state === 'ended') return;
      this.#again();
    }
  }

  /** Plays on one cluster, until it is given back; returns whether the team begins anew on another one. */
  async #sit(): Promise<boolean> {
    this.#sitting = new AbortController();
    const {signal} = this.#sitting;
    const {playing, exercise, sittingDir, onStarted, resumes} = this.input;
    const number = ++this.#number;
    const isAnew = () => signal.aborted && !playing.abort.aborted;
    const conducted = conduct({
      ...{...playing, log: this.#log, control: exercise.input.control, dir: sittingDir(number)},
      abort: AbortSignal.any([playing.abort, signal]),
      ...{resumes: resumes || number > 1, goesOn: isAnew},
    });
    if (!resumes && number === 1) onStarted();
    try {
      await conducted;
      return false;
    } catch (error) {
      if (isAnew()) return true;
      if (!(error instanceof Interrupted)) this.onFailure(error);
      throw error;
    } finally {
      this.onSitting();
    }
  }

  /** Begins the open attacks anew, on another cluster. */
  reset(by: string): void {
    const {exercise} = this;
    const {turns} = exercise.input.control;
    if (this.#sitting.signal.aborted || !turns.isOpen) throw refuse(409, 'beginning anew');
    exercise.append({type: 'team.reset', t: exercise.t, by});
    if (this.input.isShared) {
      const begun = this.lessons.openAttacks.filter(scenario => turns.has(scenario));
      for (const scenario of begun) exercise.input.control.again(scenario);
      exercise.append({type: 'exercise.ready', t: exercise.t});
      return;
    }
    this.#sitting.abort(new AnewAsked(`${by} lets the team begin anew`));
  }

  moveOn(by: string): void {
    const {next} = this.lessons;
    if (next === undefined) throw refuse(409, 'all open');
    this.lessons.open(next, by);
  }

  giveHint(by: string): void {
    const hint = hintFor(this.exercise, this.lessons.openAttacks);
    if (!hint) throw refuse(409, 'no hint');
    const {id, scenario, text} = hint;
    this.exercise.append({type: 'hint.taken', hint: id, scenario, t: this.exercise.t, person: by, price: 0, text});
  }

  award(points: number, reason: string, by: string): void {
    this.exercise.append({type: 'points.awarded', points, reason, t: this.exercise.t, by});
  }

  helped(by: string): void {
    if (this.exercise.view.lessons?.helpT === undefined) return;
    this.exercise.append({type: 'help.given', t: this.exercise.t, by});
  }

  /** Begins an attack; resolves when it was made, or came to nothing. */
  #attacked(scenario: string, begin: () => void): Promise<void> {
    const made = Promise.withResolvers<void>();
    let hasBegun = false;
    const stop = this.#log.subscribe(event => {
      if (!hasBegun) return;
      const isOver = event.type === 'run.ended' || event.type === 'team.reset' || event.type === 'cleanup.finished';
      const isMade =
        ((event.type === 'scenario.phase' && event.phase === 'watch') || event.type === 'scenario.judged') &&
        event.scenario === scenario;
      if (isOver || isMade) made.resolve();
    });
    hasBegun = true;
    begin();
    return made.promise.finally(stop);
  }

  /** A cluster that was too busy for an attack is asked once more: a team cannot go on without. */
  #tryAgain({scenario, verdict, skippedBy}: EventOf<'scenario.judged'>): void {
    if (skippedBy !== undefined || (verdict !== 'not executed' && verdict !== 'inconclusive')) return;
    const own = this.#log.events.filter(event => 'scenario' in event && event.scenario === scenario);
    const attempts = own.filter(({type}) => type === 'scenario.attempt').length;
    // What was carried out can be contained, whatever is known of its alert.
    const isMade = own.slice(own.findLastIndex(({type}) => type === 'scenario.attempt') + 1).some(isAsked);
    if (isMade || attempts >= MOST_ATTEMPTS || this.exercise.time.state === 'ended') return;
    this.exercise.input.control.again(scenario);
  }

  /** What was under way has come to nothing; what is not contained is played again once there is a cluster. */
  #again(): void {
    const {exercise} = this;
    const {turns} = exercise.input.control;
    turns.again();
    for (const fact of cutOff(this.#log)) exercise.append(fact);
    for (const scenario of this.lessons.openAttacks) {
      exercise.append({
        type: 'scenario.attempt',
        scenario,
        attempt: this.#number + 1,
        of: this.#number + 1,
        because: 'not executed',
      });
      turns.call(scenario);
    }
  }
}

const isAsked = ({type}: DrillEvent): boolean => type === 'response.asked';

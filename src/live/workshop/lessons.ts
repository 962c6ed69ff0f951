import type {DrillEvent, DrillFact} from '../../events/events.js';
import type {TaskWords} from '../../events/workshop.js';
import {isEarned} from '../../view/live/lessons.js';
import type {Exercise} from '../conductor/exercise.js';

/**
 * Opens the levels of a team and judges its tasks, by what the log of the team says. Nothing is remembered that is not
 * made from the log, so that it goes on after a restart where it was.
 */
export class Lessons {
  /** Conditions of containment by scenario, and whether each holds. */
  readonly #checks = new Map<string, Map<string, boolean>>();
  #isDue = false;

  constructor(readonly exercise: Exercise) {
    exercise.input.log.subscribe(event => {
      this.#take(event);
      this.#soon();
    });
  }

  /** Opens a level before it is earned. */
  open(level: string, by: string): void {
    const {exercise} = this;
    exercise.append({type: 'level.opened', level, t: exercise.t, by});
    const tasks = exercise.view.lessons?.levels.find(({id}) => id === level)?.tasks ?? [];
    for (const {kind, of} of tasks) {
      const inject = exercise.script.find(one => (kind === 'answered' ? one.ask : one.attack) === of);
      if (inject && !exercise.scriptState.done.has(inject.id)) exercise.deliver(inject, 'level');
    }
  }

  /** The next level that is not open; undefined: all are. */
  get next(): string | undefined {
    const {lessons} = this.exercise.view;
    return lessons?.levels.find(({id}) => lessons.opened[id] === undefined)?.id;
  }

  /** Attacks that a team has before it: called, and not contained. */
  get openAttacks(): string[] {
    const {exercise} = this;
    const attacks = exercise.script.flatMap(({id, attack}) =>
      attack !== undefined && exercise.scriptState.done.has(id) ? [attack] : [],
    );
    return attacks.filter(attack => exercise.course.since('contained', attack) === undefined);
  }

  /** In its turn: what follows from an event comes after it for every listener. */
  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#follow();
    });
  }

  #follow(): void {
    const {exercise} = this;
    const {lessons} = exercise.view;
    if (!lessons || exercise.time.state !== 'running' || exercise.input.log.isBroken) return;
    for (const task of Object.values(lessons.tasks)) {
      if (!task.isOpen || task.solvedT !== undefined) continue;
      const changed = this.#changed(task, task);
      if (changed) exercise.append(changed);
      const {id, level, points} = task;
      if (this.#isSolved(task)) exercise.append({type: 'task.solved', task: id, level, points, t: exercise.t});
    }
    for (const level of lessons.levels) {
      if (lessons.opened[level.id] === undefined && isEarned(level, lessons)) this.open(level.id, 'points');
    }
  }

  #isSolved({kind, of}: TaskWords): boolean {
    const {course, view} = this.exercise;
    if (kind === 'lab') return false;
    if (kind !== 'answered') return course.since(kind, of) !== undefined;
    return view.questions[of]?.answers.some(({state}) => state === 'right') ?? false;
  }

  /** How the conditions of a task stand, where that is not what is known. */
  #changed(
    {id, kind, of}: TaskWords,
    known: {holds: readonly string[]; outOf: number},
  ): (DrillFact & {type: 'task.changed'}) | undefined {
    const checks = kind === 'contained' ? this.#checks.get(of) : undefined;
    if (!checks) return undefined;
    const holds = [...checks].flatMap(([name, isHeld]) => (isHeld ? [name] : []));
    if (known.outOf === checks.size && known.holds.join('\n') === holds.join('\n')) return undefined;
    return {type: 'task.changed', task: id, t: this.exercise.t, holds, of: checks.size};
  }

  #take(event: DrillEvent): void {
    if (event.type === 'scenario.attempt') this.#checks.delete(event.scenario);
    if (event.type !== 'containment.changed') return;
    const checks = this.#checks.get(event.scenario) ?? new Map<string, boolean>();
    this.#checks.set(event.scenario, checks.set(event.check, event.state === 'held'));
  }
}

import type {DrillEvent, EventOf} from '../../events/events.js';

/** What happened to a team, as the workshop is told of it. */
export type Told = Omit<EventOf<'team.progressed'>, 'type' | 'team' | 'seq' | 'at' | 'ms' | 'command'>;

/** What a trainer and a board are told of the log of a team, event by event: made from the log alone. */
export class Telling {
  #people = 0;
  #t = 0;

  /** What an event is worth; undefined: nothing. */
  of(event: DrillEvent): Told | undefined {
    if ('t' in event) this.#t = event.t;
    const t = this.#t;
    switch (event.type) {
      case 'exercise.ready':
        return {what: 'ready', t};
      case 'participant.joined':
        return {what: 'joined', t, people: ++this.#people, person: event.name};
      case 'participant.changed':
        return event.state === 'removed' ? {what: 'joined', t, people: --this.#people} : undefined;
      case 'level.opened':
        return {what: 'opened', t, level: event.level};
      case 'task.solved':
        return {what: 'solved', t, level: event.level, task: event.task, points: event.points};
      case 'question.answered':
        return event.state === 'wrong' ? {what: 'wrong', t, person: event.person} : undefined;
      case 'hint.taken':
        return {what: 'hint', t, points: event.price === 0 ? 0 : -event.price};
      case 'points.awarded':
        return {what: 'points', t, points: event.points, reason: event.reason};
      case 'help.asked':
        return {what: 'help', t, person: event.person};
      case 'help.given':
        return {what: 'helped', t};
      case 'team.reset':
        return {what: 'reset', t};
      default:
        return undefined;
    }
  }
}

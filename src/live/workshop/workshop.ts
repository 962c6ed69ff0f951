import type {EventOf} from '../../events/events.js';
import {messageOf} from '../../lib/errors.js';
import type {Exercise} from '../conductor/exercise.js';
import type {Teaching} from '../conductor/teaching.js';
import type {Team} from './team.js';
import {Telling} from './told.js';

/** How long before the end everybody is warned, in milliseconds of drill time. */
const WARNED_MS = 5 * 60_000;

/**
 * A workshop while it goes on: what its trainer does with the clock reaches every team, and what teams do reaches the
 * log of the workshop, from which matrix and board are made.
 */
export class Workshop {
  readonly #byId: ReadonlyMap<string, Team>;

  /** @param hall the exercise of those who see all teams */
  constructor(
    readonly hall: Exercise,
    readonly teams: readonly Team[],
  ) {
    this.#byId = new Map(teams.map(team => [team.id, team]));
    for (const team of teams) this.#follow(team);
    hall.input.log.subscribe(event => {
      if (event.type === 'clock.changed') this.#steer(event);
      if (event.type === 'message.sent') this.#send(event);
      if (event.type === 'time.warned' || event.type === 'time.prolonged') this.#tell(event);
    });
  }

  /** What is done for teams. */
  static teaching(of: () => Workshop, known: Pick<Teaching, 'teams' | 'codes'>): Teaching {
    const team = (id: string) => of().#team(id);
    return {
      ...known,
      reset: (id, by) => team(id).reset(by),
      moveOn: (id, by) => team(id).moveOn(by),
      giveHint: (id, by) => team(id).giveHint(by),
      award: (id, points, reason, by) => team(id).award(points, reason, by),
      helped: (id, by) => team(id).helped(by),
    };
  }

  /**
   * Plays until every team is done. A team whose cluster fails does not end the workshop of the others.
   *
   * @throws what ended all of them, such as an interrupt
   */
  async play(): Promise<void> {
    const ends = await Promise.allSettled(this.teams.map(team => team.play()));
    const failed = ends.filter(end => end.status === 'rejected');
    if (failed.length === ends.length && failed[0]) throw failed[0].reason;
  }

  /** Warns ahead of the end, and ends it when its time is over. Called again and again while it goes on. */
  tick(): void {
    const {hall} = this;
    const {opened, endsSoon} = hall.view;
    if (hall.time.state !== 'running' || opened?.lengthMs === undefined) return;
    const leftMs = opened.lengthMs - hall.t;
    if (leftMs <= 0) hall.end('conductor', 'the time is over');
    else if (leftMs <= WARNED_MS && !endsSoon) hall.append({type: 'time.warned', t: hall.t, leftMs});
  }

  #team(id: string): Team {
    const team = this.#byId.get(id);
    if (!team) throw new Error(`no team ${id}`);
    return team;
  }

  /** What the log of the workshop does not have yet of a team is told there. */
  #follow(team: Team): void {
    const {hall} = this;
    const {log} = hall.input;
    let known = log.events.filter(
      event => event.type === 'team.progressed' && event.team === team.id && event.what !== 'failed',
    ).length;
    const telling = new Telling();
    team.exercise.input.log.subscribe(event => {
      const told = telling.of(event);
      if (told && known-- <= 0 && !log.isBroken) log.append({type: 'team.progressed', team: team.id, ...told});
      if (event.type === 'exercise.ready') this.#open();
    });
    team.onFailure = error => {
      if (!log.isBroken)
        log.append({type: 'team.progressed', team: team.id, what: 'failed', t: hall.t, reason: messageOf(error)});
      this.#open();
    };
  }

  /** It can be begun as soon as no team still waits for its cluster. */
  #open(): void {
    const {turns} = this.hall.input.control;
    const teams = Object.values(this.hall.view.workshop?.teams ?? {});
    if (!turns.isOpen && teams.length && teams.every(({isReady, failed}) => isReady || failed !== undefined))
      turns.open();
  }

  #steer({state, by, reason}: EventOf<'clock.changed'>): void {
    for (const {exercise} of this.teams) {
      const {time} = exercise;
      if (exercise.input.log.isBroken || time.state === 'ended') continue;
      if (state === 'ended') exercise.end(by, reason);
      else if (state === 'paused' && time.state === 'running') exercise.pause(by, reason);
      else if (state === 'running' && time.state === 'waiting') exercise.start(by);
      else if (state === 'running' && time.state === 'paused') exercise.resume(by);
    }
  }

  /** Every team hears how much time there is. */
  #tell(event: EventOf<'time.warned'> | EventOf<'time.prolonged'>): void {
    for (const {exercise} of this.teams) {
      const {t} = exercise;
      if (exercise.input.log.isBroken) continue;
      if (event.type === 'time.warned') exercise.append({type: event.type, leftMs: event.leftMs, t});
      else exercise.append({type: event.type, byMs: event.byMs, by: event.by, t});
    }
  }

  #send({by, to, text}: EventOf<'message.sent'>): void {
    for (const {id, exercise} of this.teams) {
      if (to.length && !to.includes(id)) continue;
      if (exercise.input.log.isBroken) continue;
      exercise.append({
        type: 'message.sent',
        id: exercise.nextId('message.sent', 'M'),
        t: exercise.t,
        by,
        to: [],
        text,
      });
    }
  }
}

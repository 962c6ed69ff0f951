import type {Clock} from '../../lib/clock.js';
import type {Exercise} from '../conductor/exercise.js';
import {Kubeconfigs} from './cluster/kubeconfig.js';
import {Shells} from './cluster/shell.js';
import {Presence} from './presence.js';
import {Broadcast} from './stream.js';

/** An exercise that is served, and where it is kept. */
export interface Served {
  exercise: Exercise;
  /** The run's folder. */
  dir: string;
  /** Called whenever somebody has joined or left for good. */
  onRoster: () => void;
}

/** An exercise with what its server keeps of it: a workshop has one for those who see all teams, and one a team. */
export class Room {
  readonly presence: Presence;
  readonly kubeconfigs: Kubeconfigs;
  readonly shells: Shells;
  readonly #broadcasts: ReadonlyMap<string, Broadcast>;

  constructor(
    readonly served: Served,
    clock: Clock,
    closed: AbortSignal,
  ) {
    const {exercise} = served;
    this.presence = new Presence(exercise, clock, closed);
    this.kubeconfigs = new Kubeconfigs(exercise);
    this.shells = new Shells(this.kubeconfigs, exercise, closed);
    const feeds = [...new Set(exercise.feeds.values())];
    const made = new Map(feeds.map(feed => [feed, new Broadcast(feed, exercise.epoch, clock, closed)] as const));
    this.#broadcasts = new Map(
      [...exercise.feeds].flatMap(([role, feed]) => {
        const broadcast = made.get(feed);
        return broadcast ? [[role, broadcast] as const] : [];
      }),
    );
  }

  get exercise(): Exercise {
    return this.served.exercise;
  }

  /** What is sent to a role. */
  broadcastFor(role: string): Broadcast {
    const broadcast = this.#broadcasts.get(role);
    if (!broadcast) throw new Error(`nothing is sent to ${role}`);
    return broadcast;
  }

  /** The cluster that people had is gone, and so are their accounts in it. */
  forgetCluster(): void {
    this.kubeconfigs.forget();
    this.shells.forget();
  }
}

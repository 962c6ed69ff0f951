import type {Clock} from '../../lib/clock.js';
import type {HeldToken} from '../act/identities.js';
import {deadToken} from './access.js';
import {type Standing, unknown} from './check.js';
import type {Looker} from './looker.js';

/** The clock of the API server may be ahead of this machine's by this much. */
const SKEW_MS = 60_000;

/**
 * Whether somebody has taken a token away. One that dies when its time is over was not taken by anybody: from then on
 * nobody can say whether people would have done it.
 */
export class TokenRevoked {
  /** Once dead, a token stays dead. */
  #seenDead = false;

  constructor(
    readonly looker: Looker,
    readonly held: HeldToken,
    readonly user: string,
    readonly clock: Pick<Clock, 'wall'>,
  ) {}

  async look(signal: AbortSignal): Promise<Standing> {
    const {user, clock} = this;
    const {token, runsOutAt} = this.held;
    const standing = await deadToken(this.looker, token, user, signal);
    if (standing.state !== 'held') return standing;
    this.#seenDead ||= runsOutAt === undefined || clock.wall().getTime() < runsOutAt - SKEW_MS;
    return this.#seenDead
      ? standing
      : unknown(`the token of ${user} has run out: whether it was revoked nobody can see`);
  }
}

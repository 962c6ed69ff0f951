import {type Claim, stampOf} from '../../../sources/claim.js';
import type {Attribution} from './attribution.js';

/** At most this many of our own audit events are remembered for joins; the oldest go first. */
const KEPT = 20_000;

interface Known {
  claim: Claim;
  attribution: Attribution;
}

/**
 * Our own audit events as sources saw them, by their timestamp. Alerts of products that carry no audit id (Falco's
 * stock rules) are joined to the event they were made from: same microsecond, same user, same target, and no other.
 */
export class OwnEvents {
  readonly #byStamp = new Map<string, Known[]>();
  readonly #users = new Set<string>();
  #count = 0;

  /** Remembers what a source saw of one of our requests. */
  add(claim: Claim, attribution: Attribution): void {
    const stamp = stampOf(claim);
    if (stamp === undefined) return;
    const known = this.#byStamp.get(stamp) ?? [];
    if (known.some(k => k.claim.auditId === claim.auditId)) return;
    this.#byStamp.set(stamp, [...known, {claim, attribution}]);
    if (claim.user !== undefined) this.#users.add(claim.user);
    if (++this.#count > KEPT) this.#forgetOldest();
  }

  /** The request that a claim without an audit id is about; undefined when none fits, or several do. */
  join(claim: Claim): Attribution | undefined {
    const stamp = stampOf(claim);
    if (stamp === undefined) return undefined;
    const fitting = (this.#byStamp.get(stamp) ?? []).filter(k => agrees(claim, k.claim));
    const requests = new Set(fitting.map(k => k.attribution.request));
    return requests.size === 1 ? fitting[0]?.attribution : undefined;
  }

  /** Whether our events are seen at all, and a claim names one event among them that may still come. */
  mayJoin(claim: Claim): boolean {
    const names = claim.auditId === undefined && claim.user !== undefined && stampOf(claim) !== undefined;
    return names && this.#count > 0;
  }

  /** Whether one of our events was made as this user. */
  knows(user: string): boolean {
    return this.#users.has(user);
  }

  #forgetOldest(): void {
    const [oldest] = this.#byStamp.keys();
    if (oldest === undefined) return;
    this.#count -= this.#byStamp.get(oldest)?.length ?? 0;
    this.#byStamp.delete(oldest);
  }
}

const FIELDS = ['user', 'verb', 'resource', 'subresource', 'namespace', 'name'] as const;

/** Whatever both say must be the same, and the user must be said. */
const agrees = (claim: Claim, event: Claim): boolean =>
  claim.user !== undefined &&
  FIELDS.every(field => claim[field] === undefined || event[field] === undefined || claim[field] === event[field]);

import type {AuditEvent} from '../../audit/event.js';
import {type Claim, claimOf, stampOf, textsOf} from '../claim.js';
import type {Investigation} from '../source.js';

/**
 * What an alert that met no expectation has to do with the attack. `ours`: it is about this scenario, though not about
 * the actor's requests. `nameless`: it says too little to tell. `foreign`: it is about somebody else, and explains nothing.
 */
export type Concern = 'ours' | 'nameless' | 'foreign';

/** Reads from what an alert says whom it concerns. One that stands on several requests is foreign when all of them are. */
export function concernOf(claims: readonly Claim[], about: Investigation): Concern {
  if (claims.some(claim => isOurs(claim, about))) return 'ours';
  return claims.length && claims.every(claim => isForeign(claim, about)) ? 'foreign' : 'nameless';
}

/** Whether an alert says of a request what an event of the attack says: not only that it is about this scenario. */
export const isOnAttack = (claims: readonly Claim[], about: Investigation): boolean =>
  claims.some(claim => {
    if (claim.auditId !== undefined) return about.auditIds.includes(claim.auditId);
    return isOurs(claim, about) && (!about.events.length || about.events.some(event => agrees(claim, event)));
  });

const isOurs = (claim: Claim, {auditIds, token, events}: Investigation): boolean =>
  auditIds.includes(claim.auditId ?? '') ||
  [...textsOf(claim), claim.command, claim.object].some(text => text?.includes(token)) ||
  events.some(event => stampOf(event) === stampOf(claim) && stampOf(claim) !== undefined && agrees(claim, event));

/** As whom a request without a valid credential is audited. */
const ANONYMOUS = 'system:anonymous';

/** What names one request or process is not this attack's, once it is known not to be ours. */
function isForeign(claim: Claim, {events, user}: Investigation): boolean {
  const {auditId, pod, command, object} = claim;
  if ([auditId, pod, command, object].some(id => id !== undefined)) return true;
  if (events.length) return stampOf(claim) !== undefined || !events.some(event => agrees(claim, event));
  return claim.user !== undefined && claim.user !== (user ?? ANONYMOUS);
}

/** What a claim says of a request, compared with an event. A create has its object's name in the body only. */
const COMPARED = ['user', 'userAgent', 'uri', 'verb', 'resource', 'subresource', 'namespace', 'name'] as const;

function agrees(claim: Claim, event: AuditEvent): boolean {
  const known = claimOf(event);
  return COMPARED.every(key => claim[key] === undefined || known[key] === undefined || claim[key] === known[key]);
}

import {requestInfo} from '../../../kube/request-info.js';
import {type Claim, textsOf} from '../../../sources/claim.js';
import type {Signal} from '../../../sources/source.js';
import type {Execution, OwnRequest} from '../../execution.js';
import type {Attribution} from './attribution.js';
import {newestOfOnePurpose} from './by-purpose.js';
import type {OwnEvents} from './own-events.js';
import {causeIn, commandOf, isAboutObject, isAboutProcess} from './workload.js';

/**
 * Which execution a signal belongs to, by identity: an audit id that the execution chose, the one audit event of ours
 * that has its timestamp, user and target, or its token together with its acting user or user agent. The token alone
 * proves nothing: the namespace controller and the kubelet act on our objects too. What goes on in our pods, what our
 * objects are, and what is run with our token in its command line, is our doing though, regardless of who looked.
 *
 * An alert over several events is the attack's when the attack contributed to it. It is the benign twin's only when
 * nobody else contributed: others may have filled the count.
 */
export function attribute(
  signal: Signal,
  executions: Iterable<Execution>,
  ownEvents: OwnEvents,
): Attribution | undefined {
  const all = [...executions];
  const waits = (claim: Claim) => signal.rule !== undefined && ownEvents.mayJoin(claim);
  const owned = signal.claims.map(claim => ownerOf(claim, all, ownEvents, waits)).filter(owner => owner !== undefined);
  const benign = owned.filter(o => o.purpose === 'benign');
  return (
    owned.findLast(o => o.purpose === 'attack') ??
    owned.findLast(o => o.purpose !== 'benign') ??
    (benign.length === signal.claims.length ? benign.at(-1) : undefined)
  );
}

function ownerOf(
  claim: Claim,
  executions: readonly Execution[],
  ownEvents: OwnEvents,
  waits: (claim: Claim) => boolean,
): Attribution | undefined {
  const owner = claim.auditId === undefined ? undefined : executions.find(e => e.requests.has(claim.auditId ?? ''));
  // Anyone who has read the log can send our audit id again, so the actor must be ours as well.
  if (owner) return isForged(claim, owner) ? undefined : attributed(owner, owner.requests.get(claim.auditId ?? ''));
  if (isAboutObject(claim)) return first(executions, execution => causeIn(claim, execution));
  if (isAboutProcess(claim)) return first(executions, execution => commandOf(claim, execution));
  const joined = claim.auditId === undefined ? ownEvents.join(claim) : undefined;
  // What names one event is about that event: it waits until the event was seen, and is not guessed at.
  if (joined || waits(claim)) return joined;
  return first(executions, execution => byToken(claim, execution));
}

/** A gateway between us and the API server may drop our audit id, and alerts seldom carry one. */
const byToken = (claim: Claim, execution: Execution): OwnRequest | undefined =>
  carriesToken(claim, execution) ? meant(claim, execution) : undefined;

function first(
  executions: readonly Execution[],
  find: (execution: Execution) => OwnRequest | undefined,
): Attribution | undefined {
  for (const execution of executions) {
    const found = attributed(execution, find(execution));
    if (found) return found;
  }
  return undefined;
}

const attributed = (execution: Execution, request: OwnRequest | undefined): Attribution | undefined =>
  request && {execution, purpose: request.purpose, request};

const isForged = (claim: Claim, execution: Execution): boolean =>
  claim.userAgent !== undefined && !actsAs(claim, execution);

const actsAs = (claim: Claim, execution: Execution): boolean =>
  claim.userAgent === execution.userAgent ||
  (claim.user !== undefined && (claim.user === execution.actorUser || execution.users.has(claim.user)));

/** Whether the token of an execution stands anywhere in a claim: about our objects, though not always our doing. */
export const carriesToken = (claim: Claim, execution: Execution): boolean =>
  textsOf(claim).some(text => text.includes(execution.token));

/** The request that a claim without an audit id is about: the newest one that fits all it says. */
const meant = (claim: Claim, execution: Execution): OwnRequest | undefined =>
  newestOfOnePurpose(
    [...execution.requests.values()].filter(r => isBy(claim, r, execution) && fits(claim, r)),
    claim.at,
  );

/**
 * Whether the user that a claim names made the request: with the credentials that it carries, or as the component of a
 * node that acts in consequence of a command of ours there.
 */
function isBy(claim: Claim, request: OwnRequest, execution: Execution): boolean {
  if (request.user !== undefined) return request.user === claim.user;
  const {actorUser} = execution;
  if (!actsAs(claim, execution)) return false;
  return claim.user === undefined || actorUser === undefined || (claim.user === actorUser) === (request.as === 'actor');
}

/** Whether nothing that a claim says contradicts a request. A create has its object's name in the body only. */
function fits(claim: Claim, request: OwnRequest): boolean {
  const info = requestInfo(request.method, request.path);
  const same = (said: string | undefined, is: string | undefined) => said === undefined || said === (is ?? '');
  if (claim.uri !== undefined) return claim.uri === request.path && same(claim.verb, info.verb);
  return (
    same(claim.verb, info.verb) &&
    same(claim.resource, info.resource) &&
    same(claim.subresource, info.subresource) &&
    same(claim.namespace, info.namespace) &&
    (info.name === undefined || same(claim.name, info.name))
  );
}

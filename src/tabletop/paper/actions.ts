import type {Action, Ground} from '../../events/words.js';
import {resourceNamed} from '../../kube/resources.js';
import {partsOf, targetOf} from '../../scenario/containment.js';
import type {ContainmentCheck, SimpleCheck} from '../../scenario/respond.js';
import type {KnownObject} from './known.js';
import {accountOf, means, type Named} from './target.js';

/** What is declared to be done makes these checks hold, by their keys: as far as words can tell, and no cluster is asked. */
const SERVES: Readonly<Record<CheckKey, readonly Action[]>> = {
  powerless: ['revoke', 'unbind'],
  revoked: ['revoke'],
  denied: ['unbind'],
  gone: ['delete'],
  back: ['restore'],
  absent: ['delete', 'stop'],
  isolated: ['isolate'],
  stopped: ['stop', 'delete'],
  onNode: ['clean-node'],
  cordoned: ['cordon', 'drain'],
  drained: ['drain'],
  frozen: ['freeze', 'revoke', 'unbind'],
  restored: ['restore'],
  rotated: ['rotate'],
};
type KeyOf<T> = T extends unknown ? keyof T : never;
type CheckKey = Exclude<KeyOf<SimpleCheck>, 'apiVersion' | 'name' | 'namespace' | 'fields'>;

/** What doing something to such an object amounts to as well: who deletes a binding takes its rights away. */
const AMOUNTS_TO: Readonly<Record<string, Partial<Record<Action, readonly Action[]>>>> = {
  rolebindings: {delete: ['unbind'], revoke: ['unbind', 'delete'], unbind: ['delete']},
  clusterrolebindings: {delete: ['unbind'], revoke: ['unbind', 'delete'], unbind: ['delete']},
  serviceaccounts: {delete: ['revoke'], revoke: ['delete']},
  secrets: {delete: ['rotate', 'revoke'], revoke: ['delete'], rotate: ['delete']},
};

/** What it takes to judge an action. */
export interface Declared {
  action: Action;
  /** What it is said to be done to. */
  targets: readonly Named[];
}

/** What is known of an attack. */
export interface Known {
  objects: readonly KnownObject[];
  /** Its own namespace, and its attacker, by the names of the recorded run. */
  namespace: string;
  actor: string;
}

/** By what an action makes a check hold, or why it does not; undefined: it is good for other checks. */
export function groundOf(declared: Declared, check: ContainmentCheck, known: Known): Ground | undefined {
  const grounds = partsOf(check).flatMap(part => groundOfPart(declared, part, known) ?? []);
  return (['name', 'kind', 'another'] as const).find(ground => grounds.includes(ground));
}

function groundOfPart({action, targets}: Declared, check: SimpleCheck, known: Known): Ground | undefined {
  const serving = SERVES[keyOf(check)];
  const fitting = targets
    .map(target => known.objects.find(object => target.resource === undefined && means(target, object)) ?? target)
    .filter(({resource = ''}) =>
      [action, ...(AMOUNTS_TO[resource]?.[action] ?? [])].some(one => serving.includes(one)),
    );
  if (!targets.length) return serving.includes(action) ? 'kind' : undefined;
  if (!fitting.length) return undefined;
  const aims = aimsOf(check, known);
  if (!aims) return 'kind';
  const isMet = aims.some(all => all.every(object => fitting.some(said => means(said, object))));
  return isMet ? 'name' : 'another';
}

const keyOf = (check: SimpleCheck): CheckKey => Object.keys(check).find(key => Object.hasOwn(SERVES, key)) as CheckKey;

/**
 * What has to be named to make a check hold: each choice is a list of objects, all of which it takes. Undefined: what it
 * is about has no name that could be compared, such as a node, or a token that a step has got.
 */
function aimsOf(check: SimpleCheck, known: Known): Named[][] | undefined {
  const about = targetOf(check);
  if (about) return ofObject(about.target, known);
  if ('powerless' in check) return ofIdentity(known.actor, known);
  if ('revoked' in check) return check.revoked === 'actor' ? ofIdentity(known.actor, known) : undefined;
  if ('denied' in check) return ofIdentity(check.denied.user, known);
  if ('frozen' in check) return [[namespaceNamed(check.frozen)], ...ofIdentity(known.actor, known)];
  if ('absent' in check) return ofPods(check.absent, known);
  if ('isolated' in check) return ofPods(check.isolated, known);
  return undefined;
}

const namespaceNamed = (name: string): Named => ({resource: 'namespaces', name});

function ofObject(
  {resource, name = '', namespace}: {resource: string; name?: string | undefined; namespace?: string | undefined},
  known: Known,
): Named[][] {
  const isNamespaced = resourceNamed(resource)?.namespaced ?? namespace !== undefined;
  const own = namespace ?? known.namespace;
  if (!isNamespaced) return [[{resource, name}]];
  return [[{resource, name, namespace: own}], [namespaceNamed(own)]];
}

/** An identity itself, or every binding that gives it rights. */
function ofIdentity(user: string, {objects}: Known): Named[][] {
  const identity = accountOf(user) ?? {name: user};
  const bindings = objects.filter(({subjects}) => subjects.some(subject => means(subject, identity)));
  return [[identity], ...(bindings.length ? [bindings] : [])];
}

/** Every object that makes pods of a selector, or the selector itself; undefined: none is known. */
function ofPods(
  {selector, namespace}: {selector: string; namespace?: string | undefined},
  known: Known,
): Named[][] | undefined {
  const wanted = selector.split(',').map(part => part.trim().split(/==?/));
  const makers = known.objects.filter(({labels}) => wanted.every(([key = '', value]) => labels[key] === value));
  if (!makers.length) return undefined;
  const own = namespace ?? known.namespace;
  return [makers, [{name: selector, namespace: own}], [namespaceNamed(own)]];
}

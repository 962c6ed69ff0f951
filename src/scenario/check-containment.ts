import {wrongRequirement} from '../kube/label-selector.js';
import {nameProblems} from '../kube/object-names.js';
import {resourceNamed} from '../kube/resources.js';
import {checkRbacRules, unknownTarget} from './check-names.js';
import {targetOf} from './containment.js';
import type {Finding} from './finding.js';
import type {SimpleCheck} from './respond.js';
import type {Target} from './steps/request.js';

/** What can be scaled to zero or suspended. */
const STOPPABLE = ['deployments', 'statefulsets', 'replicasets', 'replicationcontrollers', 'jobs', 'cronjobs'];

/** A name in a template may be any that can stand there. */
const filledIn = (text: string): string => text.replaceAll(/\{\{.*?\}\}/g, 'x');

/**
 * What makes a check of containment one that never holds, or always does: a resource, selector or name that Kubernetes
 * does not have.
 *
 * @param tokens credentials that can be revoked
 */
export function checkPart(check: SimpleCheck, tokens: ReadonlySet<string>): Finding[] {
  if ('revoked' in check) {
    if (tokens.has(check.revoked)) return [];
    const message = `no step obtains a token ${check.revoked}: known are ${[...tokens].join(', ')}; a certificate cannot be revoked`;
    return [{path: ['revoked'], message}];
  }
  if ('absent' in check) return checkSelector(check.absent.selector, ['absent', 'selector']);
  if ('isolated' in check) return checkSelector(check.isolated.selector, ['isolated', 'selector']);
  if ('denied' in check) return checkDenied(check.denied);
  const about = targetOf(check);
  if (!about) return [];
  const {target, key} = about;
  const stops = key === 'stopped' && target.apiVersion === undefined && !target.resource.includes('{{');
  const unstoppable = stops && !STOPPABLE.includes(target.resource);
  const message =
    unknownTarget(target) ??
    (unstoppable ? `${target.resource} cannot be scaled to zero or suspended: say gone` : undefined);
  return [...(message === undefined ? [] : [{path: [key], message}]), ...checkTargetName(target)];
}

function checkSelector(selector: string, path: PropertyKey[]): Finding[] {
  const wrong = wrongRequirement(filledIn(selector));
  if (wrong === undefined) return [];
  return [{path, message: `${JSON.stringify(wrong)} is not a label selector, such as app=miner or tier in (a, b)`}];
}

/** A right that Kubernetes does not have is refused to everybody. */
function checkDenied({verb, apiGroup = '', resource, subresource}: Denied): Finding[] {
  if ([verb, apiGroup, resource].some(text => text.includes('{{'))) return [];
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  return checkRbacRules([{apiGroups: [apiGroup], resources: [full], verbs: [verb]}], []).map(({path, message}) => ({
    path: ['denied', KEYS[String(path[1])] ?? 'resource'],
    message,
  }));
}

type Denied = Extract<SimpleCheck, {denied: unknown}>['denied'];

/** Where a part of a rule stands in a check. */
const KEYS: Readonly<Record<string, string>> = {apiGroups: 'apiGroup', resources: 'resource', verbs: 'verb'};

/** What is wrong with the name of an object that is looked at. */
export function checkTargetName({resource, apiVersion, name = ''}: Target): Finding[] {
  const kind = resourceNamed(resource.split('/')[0] ?? '', apiVersion)?.kind ?? '';
  const [problem] = nameProblems(kind, filledIn(name));
  return problem === undefined ? [] : [{path: ['name'], message: `${JSON.stringify(name)} is not a name: ${problem}`}];
}

import {type LabelSelector, selectsLabels} from '../../../kube/label-selector.js';
import {isMap, type KubeObject} from '../objects.js';
import type {Write} from './plugin.js';

/** Which requests a policy, or a binding of it, is about. */
export interface MatchResources {
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  resourceRules?: ResourceRule[];
  excludeResourceRules?: ResourceRule[];
}

interface ResourceRule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  resourceNames?: string[];
}

/** Whether a write is one of those; a binding without any of its own takes what its policy takes. */
export function matches(match: MatchResources | undefined, write: Write, namespace: KubeObject | undefined): boolean {
  if (!match) return true;
  const {resourceRules, excludeResourceRules = [], namespaceSelector, objectSelector} = match;
  if (resourceRules && !resourceRules.some(rule => isOfRule(rule, write))) return false;
  if (excludeResourceRules.some(rule => isOfRule(rule, write))) return false;
  // What lies in no namespace is never left out by its labels.
  if (namespace && !selects(namespaceSelector, namespace)) return false;
  return [write.after, write.before].some(object => object && selects(objectSelector, object));
}

function isOfRule(rule: ResourceRule, {call: {info}, operation, after, before}: Write): boolean {
  const resource = info.subresource === undefined ? info.resource : `${info.resource}/${info.subresource}`;
  const patterns = [resource ?? '', `${info.resource}/*`, `*/${info.subresource}`];
  const any = (list: readonly string[] | undefined, values: readonly string[]) =>
    list?.some(item => item === '*' || values.includes(item)) ?? false;
  const ofResource = (rule.resources ?? []).some(
    item => item === '*/*' || (item === '*' && info.subresource === undefined) || patterns.includes(item),
  );
  const name = (after ?? before)?.metadata.name ?? '';
  return (
    any(rule.operations, [operation]) &&
    any(rule.apiGroups, [info.apiGroup ?? '']) &&
    any(rule.apiVersions, [info.apiVersion ?? '']) &&
    ofResource &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name))
  );
}

/** Whether a selector takes an object by its labels. */
export function selects(selector: LabelSelector | undefined, object: KubeObject): boolean {
  return selectsLabels(selector, isMap(object.metadata.labels) ? object.metadata.labels : {});
}

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

interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {key: string; operator: string; values?: string[]}[];
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

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function selects(selector: LabelSelector | undefined, object: KubeObject): boolean {
  const labels = isMap(object.metadata.labels) ? object.metadata.labels : {};
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return equal && (selector?.matchExpressions ?? []).every(expression => fits(expression, labels));
}

function fits(
  {key, operator, values = []}: {key: string; operator: string; values?: string[]},
  labels: Record<string, unknown>,
): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isIn = value !== undefined && values.includes(String(value));
  return operator === 'In' ? isIn : !isIn;
}

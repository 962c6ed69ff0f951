import type {RequestInfo} from '../kube/request-info.js';
import {usageError} from '../lib/errors.js';
import {nearest} from '../lib/text/suggest.js';
import {issuePath, issueText, plainIssues} from '../lib/yaml/issue-words.js';
import {frozen} from '../lib/yaml/remembered.js';
import {type Problem, problemLine, readYamlText, type YamlFile} from '../lib/yaml/yaml-file.js';
import type {AuditLevel, AuditStage} from './event.js';
import {refusalsOf, warningsOf} from './policy-problems.js';
import {type AuditPolicy, Policy, type PolicyRule, StrictPolicy} from './policy-schema.js';

/** What a policy is asked about. `user` is absent on a 401: then rules by user or group never match. */
export interface PolicyQuestion {
  user?: {username: string; groups: readonly string[]};
  info: RequestInfo;
}

/** What a policy says of one request. */
export interface PolicyDecision {
  level: AuditLevel;
  omitStages: readonly AuditStage[];
  omitManagedFields: boolean;
  /** The rule that decided, from 1; absent when none matched, which means level None. */
  rule?: number;
  /** That rule, in short. */
  ruleText?: string;
}

/**
 * Reads a policy as the API server does. Warnings name keys that it ignores, and rules that cannot do what their author wants.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export function parsePolicy(text: string, file: string): ParsedPolicy {
  const yaml = readYamlText(text, file, POLICY_YAML);
  const known = PARSED.get(yaml) ?? frozen(parsed(yaml));
  PARSED.set(yaml, known);
  return known;
}

/** What a policy says, and what its author will not have meant. */
interface ParsedPolicy {
  policy: AuditPolicy;
  warnings: readonly Problem[];
}

/** How the API server reads its policy's YAML. */
export const POLICY_YAML = {repeatedKeys: 'last counts', documents: 'first counts'} as const;

/** A run asks for its policy at several places, and a file that was read before is the same object. */
const PARSED = new WeakMap<YamlFile, ParsedPolicy>();

function parsed(yaml: YamlFile): ParsedPolicy {
  if (yaml.problems.length) throw invalidPolicy(yaml.problems);
  const found = Policy.safeParse(yaml.values[0]);
  if (found.success) {
    const refused = refusalsOf(found.data, yaml);
    if (refused.length) throw invalidPolicy(refused);
    return {policy: found.data, warnings: [...ignoredParts(yaml), ...warningsOf(found.data, yaml)]};
  }
  throw invalidPolicy(
    plainIssues(found.error.issues).map(issue =>
      yaml.at(issuePath(issue), issueText(issue, yaml.values[0], 'the policy')),
    ),
  );
}

/** What the API server reads over: of keys it logs that it falls back to lenient decoding, of documents nothing; it starts. */
function ignoredParts(yaml: YamlFile): Problem[] {
  const unknown = (StrictPolicy.safeParse(yaml.values[0]).error?.issues ?? []).flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => yaml.at([...issue.path, key], `${key}: unknown key${meant(key)}; ${IGNORED}`, 'warning'))
      : [],
  );
  const repeated = yaml.repeated.map(p => ({
    ...p,
    message: `${p.message}; the API server takes the last one, and starts`,
    severity: 'warning' as const,
  }));
  const second = yaml.second ? [{...yaml.second, message: SECOND_DOCUMENT, severity: 'warning' as const}] : [];
  return [...unknown, ...repeated, ...second];
}

const SECOND_DOCUMENT = 'a second document begins here (---); the API server reads the first alone, and starts';

const IGNORED = 'the API server ignores it, and starts';

function meant(key: string): string {
  if (KEYS.includes(key)) return ' in this place';
  const near = nearest(key, KEYS);
  return near ? `, did you mean ${near}?` : '';
}

const KEYS = [
  ...['omitStages', 'omitManagedFields', 'rules', 'level', 'users', 'userGroups', 'verbs', 'namespaces'],
  ...['nonResourceURLs', 'resources', 'group', 'resourceNames'],
];

const invalidPolicy = (problems: readonly Problem[]) =>
  usageError(
    ['the audit policy is not valid', ...problems.map(problemLine)],
    ['correct it: an API server with this policy would not start'],
  );

/** The level at which a request is logged: that of the first rule that matches, as the API server does it. */
export function evaluatePolicy(policy: AuditPolicy, question: PolicyQuestion): PolicyDecision {
  const index = policy.rules.findIndex(rule => matches(rule, question));
  const rule = policy.rules[index];
  if (!rule) return {level: 'None', omitStages: policy.omitStages, omitManagedFields: policy.omitManagedFields};
  return {
    level: rule.level,
    omitStages: [...new Set([...policy.omitStages, ...rule.omitStages])],
    omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields,
    rule: index + 1,
    ruleText: shortRule(rule),
  };
}

function matches(rule: PolicyRule, {user, info}: PolicyQuestion): boolean {
  if (rule.users.length && !(user && rule.users.includes(user.username))) return false;
  if (rule.userGroups.length && !user?.groups.some(group => rule.userGroups.includes(group))) return false;
  if (rule.verbs.length && !rule.verbs.includes(info.verb)) return false;
  if (info.isResource) return matchesResource(rule, info);
  if (rule.nonResourceURLs.length) return rule.nonResourceURLs.some(pattern => matchesUrl(pattern, info.path));
  // A rule about resources or namespaces says nothing of other paths.
  return !rule.resources.length && !rule.namespaces.length;
}

function matchesResource(rule: PolicyRule, info: RequestInfo): boolean {
  if (!rule.namespaces.length && !rule.resources.length) return !rule.nonResourceURLs.length;
  if (rule.namespaces.length && !rule.namespaces.includes(info.namespace ?? '')) return false;
  if (!rule.resources.length) return true;
  const full = info.subresource === undefined ? (info.resource ?? '') : `${info.resource}/${info.subresource}`;
  return rule.resources.some(
    r =>
      r.group === info.apiGroup &&
      (!r.resources.length || r.resources.some(pattern => namesResource(pattern, full, info))) &&
      (!r.resourceNames.length || r.resourceNames.includes(info.name ?? '')),
  );
}

/**
 * `pods`, `pods/log`, `pods/*`, `*\/scale`, `*`; `pods` alone says nothing of its subresources, `pods/*` means the pods
 * themselves as well.
 */
function namesResource(pattern: string, full: string, info: RequestInfo): boolean {
  if (pattern === '*' || pattern === full) return true;
  if (pattern === `${info.resource ?? ''}/*`) return true;
  return info.subresource !== undefined && pattern === `*/${info.subresource}`;
}

const matchesUrl = (pattern: string, path: string): boolean =>
  pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));

/** Each request that is logged has its rule told. */
const SHORT = new WeakMap<PolicyRule, string>();

function shortRule(rule: PolicyRule): string {
  const known = SHORT.get(rule) ?? ruleText(rule);
  SHORT.set(rule, known);
  return known;
}

/** `level: None, resources: secrets`: enough to find the rule in its file. */
function ruleText(rule: PolicyRule): string {
  const resources = rule.resources.flatMap(r => (r.resources.length ? r.resources : [`group ${r.group || '""'}`]));
  const parts: [string, readonly string[]][] = [
    ['users', rule.users],
    ['userGroups', rule.userGroups],
    ['verbs', rule.verbs],
    ['namespaces', rule.namespaces],
    ['resources', resources],
    ['nonResourceURLs', rule.nonResourceURLs],
  ];
  const told = parts.filter(([, list]) => list.length).map(([name, list]) => `${name}: ${short(list)}`);
  return [`level: ${rule.level}`, ...told].join(', ');
}

const short = (list: readonly string[]): string =>
  list.length > 4 ? `${list.slice(0, 4).join(' ')} and ${list.length - 4} more` : list.join(' ');

import {BUILT_IN_GROUPS, groupsOf, pluralOf, resourcesOf, subresourcesOf} from '../kube/built-in-resources.js';
import {nameProblems} from '../kube/object-names.js';
import {RESOURCES, resourceNamed} from '../kube/resources.js';
import {nearest} from '../lib/text/suggest.js';
import {ATTACK_IDS} from './attack-techniques.js';
import type {Finding} from './finding.js';
import type {Actor} from './schema.js';
import type {Target} from './steps/request.js';
import {namesIn, render, type TemplateValues} from './steps/template.js';

type RbacRules = Extract<Actor, {serviceAccount: string}>['rules'];
type RbacRule = NonNullable<RbacRules>[number];

/** Verbs of requests, of paths that are not resources, and those that only the authorizer is asked about. */
const VERBS = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy', '*'],
  ...['head', 'post', 'put', 'options'],
  ...['impersonate', 'bind', 'escalate', 'approve', 'sign', 'attest', 'use'],
  ...['request-serviceaccounts-token-audience', 'unsafe-delete-ignore-read-errors'],
];
/** Constrained impersonation: `impersonate:user-info`, `impersonate-on:user-info:list`. */
const CONSTRAINED = /^impersonate(-on)?:/;

const hint = (near: string | undefined): string => (near === undefined ? '' : `: did you mean ${near}?`);
const groupText = (group: string): string => (group === '' ? 'the core API group' : `the API group ${group}`);
const isCustom = (group: string): boolean => group === '*' || !BUILT_IN_GROUPS.includes(group);

/** What is misspelt in the rules of an actor: no API server says a word about it, and the right is not there. */
export const checkRbacRules = (rules: RbacRules = [], path: PropertyKey[]): Finding[] =>
  rules.flatMap((rule, index) => checkRbacRule(rule, [...path, index]));

function checkRbacRule(rule: RbacRule, path: PropertyKey[]): Finding[] {
  const {apiGroups = [], resources = [], nonResourceURLs = [], verbs} = rule;
  const at = (key: keyof RbacRule, problem: (word: string) => string | undefined) =>
    (rule[key] ?? []).flatMap((word, i) => {
      const message = problem(word);
      return message === undefined ? [] : [{path: [...path, key, i], message}];
    });
  if (!nonResourceURLs.length && !(apiGroups.length && resources.length)) {
    const missing = apiGroups.length ? 'resources' : 'apiGroups';
    return [{path, message: `grants ${verbs.join(', ')} on nothing: ${missing} are missing ("" is the core group)`}];
  }
  return [
    ...at('verbs', verb => unknownVerb(verb, apiGroups)),
    ...at('apiGroups', unknownGroup),
    ...at('resources', resource => unknownResource(resource, apiGroups)),
    ...at('nonResourceURLs', url => (/^[/*]/.test(url) ? undefined : `${url} is not a path: it begins with /`)),
  ];
}

function unknownVerb(verb: string, groups: readonly string[]): string | undefined {
  if (VERBS.includes(verb) || CONSTRAINED.test(verb) || groups.some(group => group !== '*' && isCustom(group))) {
    return undefined;
  }
  const lower = verb.toLowerCase();
  const near = VERBS.includes(lower) ? lower : nearest(lower, VERBS);
  return `${verb} is not a verb of Kubernetes${hint(near)}`;
}

/** Groups of custom resources have a dot; a name without one is a misspelt built-in group. */
function unknownGroup(group: string): string | undefined {
  if (!isCustom(group) || group === '*') return undefined;
  const version = /^(.*?)\/?v\d\w*$/.exec(group);
  if (version) return `${group} is a version: name the group alone, "${version[1]}"`;
  const near = nearest(group, BUILT_IN_GROUPS);
  return group.includes('.') ? undefined : `there is no API group ${group}${hint(near)}`;
}

function unknownResource(full: string, groups: readonly string[]): string | undefined {
  const [plural = '', subresource] = full.split('/');
  if (plural === '*' || groups.some(isCustom)) return undefined;
  const known = groups.flatMap(group => resourcesOf(group) ?? []);
  if (!known.includes(plural)) return noResource(plural, groups, known);
  return subresource === undefined ? undefined : unknownSubresource(plural, subresource, groups);
}

function noResource(word: string, groups: readonly string[], known: readonly string[]): string {
  const plural = pluralOf(word);
  const where = groups.map(groupText).join(' and ');
  if (plural !== undefined && known.includes(plural)) return `there is no resource ${word}: did you mean ${plural}?`;
  const elsewhere = plural === undefined ? [] : groupsOf(plural);
  if (elsewhere.length) return `${plural} are not in ${where}, but in ${elsewhere.map(groupText).join(' and ')}`;
  return `there is no resource ${word} in ${where}${hint(nearest(word, known))}`;
}

function unknownSubresource(plural: string, subresource: string, groups: readonly string[]): string | undefined {
  const known = groups
    .filter(group => resourcesOf(group)?.includes(plural))
    .map(group => subresourcesOf(group, plural));
  if (subresource === '*' || known.includes(undefined)) return undefined;
  const all = known.flatMap(subresources => subresources ?? []);
  if (all.includes(subresource)) return undefined;
  return `${plural} have no subresource ${subresource}${hint(nearest(subresource, all))}`;
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** What is wrong with the resource that a step or a check names; undefined where nothing is known to be. */
export function unknownTarget({resource, apiVersion}: Target): string | undefined {
  // What is filled in later may be anything.
  if (resource.includes('{{')) return undefined;
  const [plural = '', subresource] = resource.split('/');
  if (apiVersion !== undefined) {
    const group = groupOf(apiVersion);
    if (!/^([^/]+\/)?v\d\w*$/.test(apiVersion)) return `apiVersion ${apiVersion} is not GROUP/VERSION, such as apps/v1`;
    return (isCustom(group) ? unknownGroup(group) : undefined) ?? unknownResource(resource, [group]);
  }
  const known = resourceNamed(plural);
  if (known) {
    const groups = [groupOf(known.apiVersion)];
    return subresource === undefined ? undefined : unknownSubresource(plural, subresource, groups);
  }
  const near =
    pluralOf(plural) ??
    nearest(
      plural,
      RESOURCES.map(r => r.plural),
    );
  if (near !== undefined && near !== plural) return `${plural} is not a built-in resource: did you mean ${near}?`;
  return `${plural} is not a built-in resource that kubedrill knows: name its group and version with \`apiVersion\``;
}

/** What is wrong with the kind of an object that a step sends. */
export function unknownKind({kind, apiVersion}: {kind: string; apiVersion: string}): string | undefined {
  const group = groupOf(apiVersion);
  if (`${kind}${apiVersion}`.includes('{{')) return undefined;
  if (isCustom(group)) {
    const known = RESOURCES.find(r => r.kind === kind);
    const problem = unknownGroup(group);
    return problem && known ? `${kind} is of ${known.apiVersion}, not of ${apiVersion}` : problem;
  }
  const ofGroup = RESOURCES.filter(r => groupOf(r.apiVersion) === group);
  if (ofGroup.some(r => r.kind === kind)) return undefined;
  const elsewhere = RESOURCES.find(r => r.kind === kind);
  if (elsewhere) return `${kind} is of ${elsewhere.apiVersion}, not of ${apiVersion}`;
  const plural = pluralOf(kind);
  const near =
    RESOURCES.find(r => r.plural === plural)?.kind ??
    nearest(
      kind,
      RESOURCES.map(r => r.kind),
    );
  if (near === undefined && plural !== undefined && groupsOf(plural).includes(group)) return undefined;
  return `there is no kind ${kind} in ${apiVersion}${hint(near)}`;
}

/** An object as a step sends it. */
export interface SentObject {
  kind: string;
  apiVersion: string;
  metadata?: {name?: unknown; generateName?: unknown};
}

/** Questions, which are answered and not stored. */
const UNNAMED = /Review$/;

/** That an object has no name, which the API server refuses; undefined where it has one, or needs none. */
export function withoutName({kind, metadata}: SentObject, action: string): string | undefined {
  if (metadata?.name || UNNAMED.test(kind)) return undefined;
  if (action === 'apply') return `a ${kind} is applied by its name: write metadata.name`;
  return metadata?.generateName ? undefined : `a ${kind} needs a name: write metadata.name or metadata.generateName`;
}

/** What a name is filled in with to be looked at; what a step saves may be anything. */
const EXAMPLE: Partial<TemplateValues> = {
  ...{name: 'kd-a1b2c3', token: 'kd-a1b2c3', namespace: 'kd-a1b2c3', run: 'a1b2c3', index: '1', node: 'node-1'},
  ...{serviceAccount: 'app', image: 'registry.k8s.io/pause:3.10'},
};

/** That the name of an object is none, which the API server refuses: where it stands, and what is wrong. */
export function wrongName({kind, metadata}: SentObject): {key: 'name' | 'generateName'; message: string} | undefined {
  const key = metadata?.name ? 'name' : 'generateName';
  const given = metadata?.[key];
  if (typeof given !== 'string' || namesIn(given).some(name => !Object.hasOwn(EXAMPLE, name))) return undefined;
  const name = render(given, EXAMPLE as TemplateValues);
  // The server adds five letters or digits.
  const [problem] = nameProblems(kind, key === 'name' ? name : `${name}x5x5x`);
  if (problem === undefined) return undefined;
  const shown = name === given ? '' : `, which becomes for example ${name}`;
  return {key, message: `no ${kind} can be called ${given}${shown}: ${problem}`};
}

/** Ids of techniques that ATT&CK does not have. */
export const checkTechniques = (ids: readonly string[]): Finding[] =>
  ids.flatMap((id, i) => {
    if (ATTACK_IDS.has(id)) return [];
    const [technique = ''] = id.split('.');
    // One digit off names something else altogether; the technique of an unknown sub-technique is meant.
    const near = ATTACK_IDS.has(technique) && technique !== id ? technique : nearest(id, [...ATTACK_IDS]);
    return [{path: ['tags', 'attack', i], message: `ATT&CK has no technique ${id}${hint(near)}`}];
  });

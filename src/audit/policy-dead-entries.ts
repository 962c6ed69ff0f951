import {SERVED} from '../kube/built-in-resources.js';
import {nearest} from '../lib/text/suggest.js';
import type {PolicyRule} from './policy-schema.js';
import {OTHER_VERBS, RESOURCE_VERBS, SUBRESOURCES} from './policy-words.js';

/** An entry of a rule that no request can ever match, at its place in the rule, and what to write instead. */
export interface DeadEntry {
  path: PropertyKey[];
  message: string;
}

/**
 * Entries that the API server takes and that match nothing: it compares them letter by letter, and knows wildcards in
 * resources and nonResourceURLs only.
 *
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/audit/policy/checker.go
 */
export const deadEntries = (rule: PolicyRule): DeadEntry[] => [
  ...each(rule.verbs, 'verbs', verb => verbProblem(verb, rule)),
  ...each(rule.users, 'users', userProblem),
  ...each(rule.userGroups, 'userGroups', group =>
    group.includes('*')
      ? `${group}: userGroups take no wildcards; everybody with a name is in system:authenticated`
      : '',
  ),
  ...each(rule.namespaces, 'namespaces', name =>
    name.includes('*') ? `${name}: namespaces take no wildcards; name each of them` : '',
  ),
  ...rule.resources.flatMap((entry, i) =>
    resourceProblems(entry).map(p => ({...p, path: ['resources', i, ...p.path]})),
  ),
];

const each = (list: readonly string[], key: string, problem: (entry: string) => string): DeadEntry[] =>
  list.flatMap((entry, i) => {
    const message = problem(entry);
    return message ? [{path: [key, i], message}] : [];
  });

function verbProblem(verb: string, {resources, namespaces, nonResourceURLs}: PolicyRule): string {
  const aboutResources = resources.length > 0 || namespaces.length > 0;
  const known = [...(nonResourceURLs.length ? [] : RESOURCE_VERBS), ...(aboutResources ? [] : OTHER_VERBS)];
  if (known.includes(verb)) return '';
  if (verb.includes('*'))
    return `${verb} is not a verb, and verbs take no wildcards; leave verbs out to mean all of them`;
  const meant = nearest(verb.toLowerCase(), known);
  return `${verb || "''"} is not a verb of such requests${meant ? `; did you mean ${meant}?` : `: ${known.join(', ')}`}`;
}

function userProblem(user: string): string {
  if (!user.includes('*')) return '';
  const namespace = /^system:serviceaccount:([^:*]+):\*$/.exec(user)?.[1];
  const group = namespace
    ? `system:serviceaccounts:${namespace}`
    : /^system:serviceaccount:\*/.test(user)
      ? 'system:serviceaccounts'
      : user === 'system:node:*'
        ? 'system:nodes'
        : undefined;
  return `${user}: users take no wildcards; ${group ? `write userGroups: ["${group}"]` : 'name each of them, or a group'}`;
}

type ResourceEntry = PolicyRule['resources'][number];

function resourceProblems({group, resources, resourceNames}: ResourceEntry): DeadEntry[] {
  const unknown = groupProblem(group);
  return [
    ...(unknown ? [{path: ['group'], message: unknown}] : []),
    ...each(resources, 'resources', pattern => (unknown ? '' : patternProblem(group, pattern))),
    ...each(resourceNames, 'resourceNames', name =>
      name.includes('*') ? `${name}: resourceNames take no wildcards; leave them out to mean all` : '',
    ),
  ];
}

function groupProblem(group: string): string {
  if (SERVED.has(group) || group.includes('.')) return '';
  if (group === 'core' || group === 'v1') return `there is no group ${group}: pods, secrets and such are in group ""`;
  const groups = [...SERVED.keys()];
  const full = groups.find(name => name.startsWith(`${group}.`)) ?? nearest(group, groups);
  return `there is no group ${group}${full ? `; did you mean ${full}?` : ''}`;
}

function patternProblem(group: string, pattern: string): string {
  const [resource = '', subresource] = pattern.split('/');
  if (resource === '*' && subresource === undefined) return '';
  if (resource.includes('*') && resource !== '*') return `${pattern}: * stands for a whole name, or not at all`;
  const known = SERVED.get(group);
  if (!known) return /[A-Z]/.test(pattern) ? `${pattern}: names of resources are in lower case` : '';
  if (resource !== '*' && !known.includes(resource))
    return `there are no ${resource} in group "${group}"${elsewhere(resource, known)}`;
  if (subresource === undefined || subresource === '*' || SUBRESOURCES.includes(subresource)) return '';
  const meant = nearest(subresource.toLowerCase(), SUBRESOURCES);
  return `${pattern}: there is no subresource ${subresource}${meant ? `; did you mean ${meant}?` : ''}`;
}

/** Where it is, or what else was meant. */
function elsewhere(resource: string, known: readonly string[]): string {
  const groups = [...SERVED].flatMap(([group, resources]) => (resources.includes(resource) ? [group] : []));
  if (groups.length) return `: they are in ${groups.map(group => group || '""').join(' and ')}`;
  const lower = resource.toLowerCase();
  const meant = [lower, `${lower}s`, `${lower}es`].find(name => known.includes(name)) ?? nearest(lower, known);
  return meant ? `; did you mean ${meant}?` : '';
}

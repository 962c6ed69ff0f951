import type {Problem, YamlFile} from '../lib/yaml/yaml-file.js';
import {deadEntries} from './policy-dead-entries.js';
import type {AuditPolicy} from './policy-schema.js';
import {shadowOf} from './policy-shadows.js';

/** A DNS subdomain, which the name of a group has to be. */
const GROUP = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What the API server refuses of a policy that has the right shape: it would not start.
 *
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/apis/audit/validation/validation.go
 */
export function refusalsOf(policy: AuditPolicy, yaml: YamlFile): Problem[] {
  return policy.rules.flatMap((rule, index) => {
    const place = (path: PropertyKey[], message: string) => yaml.at(['rules', index, ...path], message);
    const mixed = rule.nonResourceURLs.length && (rule.resources.length || rule.namespaces.length);
    return [
      ...(mixed ? [place(['nonResourceURLs'], 'a rule is about resources or about nonResourceURLs, never both')] : []),
      ...rule.nonResourceURLs.flatMap((url, i) => urlProblem(url).map(text => place(['nonResourceURLs', i], text))),
      ...rule.resources.flatMap(({group, resources, resourceNames}, i) => [
        ...(group && !GROUP.test(group)
          ? [place(['resources', i, 'group'], `${group} is not an API group: name it without version or wildcard`)]
          : []),
        ...(resourceNames.length && !resources.length
          ? [place(['resources', i, 'resourceNames'], 'resourceNames need resources that have these names')]
          : []),
      ]),
    ];
  });
}

function urlProblem(url: string): string[] {
  if (url === '*') return [];
  if (!url.startsWith('/')) return [`${url || "''"} does not begin with /`];
  return url.slice(0, -1).includes('*') ? [`${url}: * may only be at the end`] : [];
}

/** Rules that cannot do what their author wants: entries that match nothing, and rules that never decide. */
export const warningsOf = (policy: AuditPolicy, yaml: YamlFile): Problem[] =>
  policy.rules.flatMap((rule, index) => {
    const by = shadowOf(policy.rules, index);
    const shadowed =
      by === undefined ? [] : [{path: [], message: `rule ${index + 1} is never reached: ${whose(by, policy)}`}];
    return [...shadowed, ...deadEntries(rule)].map(({path, message}) =>
      yaml.at(['rules', index, ...path], message, 'warning'),
    );
  });

const whose = (by: number, {rules}: AuditPolicy): string => {
  const {users, userGroups, verbs, namespaces, resources, nonResourceURLs} = rules[by] ?? {};
  const says = [users, userGroups, verbs, namespaces, resources, nonResourceURLs].some(list => list?.length);
  return says ? `rule ${by + 1} matches all that it matches` : 'an earlier rule matches every request';
};

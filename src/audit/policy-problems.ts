import type {Problem, YamlFile} from '../lib/yaml-file.js';
import type {AuditPolicy, PolicyRule} from './policy.js';

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
          ? [place(['resources', i, 'group'], `${group} is no API group: name it without version or wildcard`)]
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

/** Rules that cannot do what their author wants. */
export function warningsOf(policy: AuditPolicy, yaml: YamlFile): Problem[] {
  const last = policy.rules.findIndex(isCatchAll);
  if (last < 0) return [];
  return policy.rules.slice(last + 1).map((_, i) => {
    const index = last + 1 + i;
    const message = `rule ${index + 1} is never reached: an earlier rule matches every request`;
    return yaml.at(['rules', index], message, 'warning');
  });
}

const isCatchAll = (rule: PolicyRule): boolean =>
  [rule.users, rule.userGroups, rule.verbs, rule.namespaces, rule.nonResourceURLs, rule.resources].every(
    list => !list.length,
  );

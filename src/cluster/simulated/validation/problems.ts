import {isMap, type KubeObject, same} from '../objects.js';
import {pods} from './pods.js';
import {
  broken,
  type Check,
  entries,
  type Fields,
  invalidValue,
  items,
  labelProblems,
  type TextRule,
  unsupported,
} from './words.js';
import {WORKLOADS} from './workloads.js';

const isEmpty = (list: unknown): boolean => !Array.isArray(list) || !list.length;

const CONFIG_KEY: TextRule = {
  pattern: /^[-._a-zA-Z0-9]+$/,
  said: "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
};

/**
 * What kube-apiserver refuses of an object of any kind, and of those of the kinds that attacks are made of, in its
 * words. Not all that it refuses: what a scenario must be able to rely on is compared in test/envtest/refusals.
 */
export function problemsOf(resource: string, after: KubeObject, before?: KubeObject): string[] {
  return [...labelProblems('metadata.labels', after.metadata.labels), ...(OF_KIND[resource]?.(after, before) ?? [])];
}

function dataProblems(after: Fields, before?: Fields): string[] {
  const frozen = before?.immutable === true && !same(before.data ?? {}, after.data ?? {});
  return [
    ...(frozen ? ['data: Forbidden: field is immutable when `immutable` is set'] : []),
    ...entries(after.data).flatMap(([key]) => broken(`data[${key}]`, key, CONFIG_KEY)),
  ];
}

const rules =
  (isNamespaced: boolean): Check =>
  after =>
    items(after.rules).flatMap((rule, i) => ruleProblems(rule, `rules[${i}]`, isNamespaced));

function ruleProblems(rule: Fields, place: string, isNamespaced: boolean): string[] {
  const {verbs, apiGroups, resources, nonResourceURLs} = rule;
  const withoutVerbs = isEmpty(verbs) ? [`${place}.verbs: Required value: verbs must contain at least one value`] : [];
  if (!isEmpty(nonResourceURLs)) {
    const why = isNamespaced
      ? 'namespaced rules cannot apply to non-resource URLs'
      : 'rules cannot apply to both regular resources and non-resource URLs';
    const isWrong = isNamespaced || !isEmpty(apiGroups) || !isEmpty(resources);
    return [...withoutVerbs, ...(isWrong ? [`${place}.nonResourceURLs: ${invalidValue(nonResourceURLs, why)}`] : [])];
  }
  const required = (field: string, what: string) =>
    `${place}.${field}: Required value: resource rules must supply at least one ${what}`;
  return [
    ...withoutVerbs,
    ...(isEmpty(apiGroups) ? [required('apiGroups', 'api group')] : []),
    ...(isEmpty(resources) ? [required('resources', 'resource')] : []),
  ];
}

const SUBJECTS = ['ServiceAccount', 'User', 'Group'];

const binding =
  (roles: readonly string[], isNamespaced: boolean): Check =>
  (after, before) => {
    const {apiGroup, kind, name} = isMap(after.roleRef) ? after.roleRef : {};
    const moved = before !== undefined && !same(before.roleRef, after.roleRef);
    const said = JSON.stringify({APIGroup: apiGroup, Kind: kind, Name: name});
    return [
      ...(roles.includes(String(kind)) ? [] : [unsupported('roleRef.kind', kind, roles)]),
      ...items(after.subjects).flatMap((subject, i) => {
        if (!SUBJECTS.includes(String(subject.kind)))
          return [unsupported(`subjects[${i}].kind`, subject.kind, SUBJECTS)];
        const isHomeless = !isNamespaced && subject.kind === 'ServiceAccount' && !subject.namespace;
        return isHomeless ? [`subjects[${i}].namespace: Required value`] : [];
      }),
      ...(moved ? [`roleRef: Invalid value: ${said}: cannot change roleRef`] : []),
    ];
  };

const OF_KIND: Readonly<Record<string, Check>> = {
  ...WORKLOADS,
  pods,
  configmaps: dataProblems,
  secrets: dataProblems,
  roles: rules(true),
  clusterroles: rules(false),
  rolebindings: binding(['Role', 'ClusterRole'], true),
  clusterrolebindings: binding(['ClusterRole'], false),
};

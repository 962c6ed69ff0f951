import {isMap, type KubeObject, same} from '../objects.js';

type Fields = Record<string, unknown>;

const entries = (value: unknown): [string, unknown][] => (isMap(value) ? Object.entries(value) : []);
const items = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isMap) : []);
const isEmpty = (list: unknown): boolean => !Array.isArray(list) || !list.length;
const invalidValue = (value: unknown, why: string): string => `Invalid value: ${JSON.stringify(value)}: ${why}`;

/** A rule for texts, and how Kubernetes says that one is broken. */
interface TextRule {
  pattern: RegExp;
  said: string;
}

const PART =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_NAME: TextRule = {
  pattern:
    /^(([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  said: `name part ${PART} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
};
const LABEL_VALUE: TextRule = {
  pattern: /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  said: `a valid label must be an empty string or ${PART.replace('must consist', 'consist')} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
};
const CONFIG_KEY: TextRule = {
  pattern: /^[-._a-zA-Z0-9]+$/,
  said: "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
};

const broken = (field: string, text: string, {pattern, said}: TextRule): string[] =>
  pattern.test(text) ? [] : [`${field}: ${invalidValue(text, said)}`];

/**
 * What kube-apiserver refuses of an object of any kind, and of those of the kinds that attacks are made of, in its
 * words. Not all that it refuses: what a scenario must be able to rely on is compared in test/envtest/refusals.
 */
export function problemsOf(resource: string, after: KubeObject, before?: KubeObject): string[] {
  const labels = entries(after.metadata.labels).flatMap(([name, value]) => [
    ...broken('metadata.labels', name, LABEL_NAME),
    ...broken('metadata.labels', String(value), LABEL_VALUE),
  ]);
  return [...labels, ...(OF_KIND[resource]?.(after, before) ?? [])];
}

type Check = (after: KubeObject, before?: KubeObject) => string[];

function dataProblems(after: KubeObject, before?: KubeObject): string[] {
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

const quoted = (words: readonly string[]): string => words.map(word => JSON.stringify(word)).join(', ');
const unsupported = (field: string, value: unknown, words: readonly string[]): string =>
  `${field}: Unsupported value: ${JSON.stringify(value)}: supported values: ${quoted(words)}`;

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
  configmaps: dataProblems,
  secrets: dataProblems,
  roles: rules(true),
  clusterroles: rules(false),
  rolebindings: binding(['Role', 'ClusterRole'], true),
  clusterrolebindings: binding(['ClusterRole'], false),
};

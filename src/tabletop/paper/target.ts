import {pluralOf} from '../../kube/built-in-resources.js';

/** An object, as somebody names it or as an attack has it. */
export interface Named {
  /** Plural name; absent where only a name was said. */
  resource?: string;
  name: string;
  /** Absent where nobody says it, or there is none. */
  namespace?: string;
}

/** Words around a name that say nothing of it. */
const AROUND: readonly string[] = ['the', 'a', 'of', 'for', 'named', 'called', 'user', 'token', 'account', 'kubectl'];

/**
 * What an action is said to be done to, as people type it: `clusterrolebinding X`, `sa/X -n NS`, `X in NS`, a user of the
 * cluster by its whole name, and several with commas in between.
 */
export const targetsIn = (text: string): Named[] =>
  text
    .split(/[,;]|\band\b/)
    .map(part => part.trim())
    .filter(Boolean)
    .flatMap(part => targetIn(part) ?? []);

function targetIn(text: string): Named | undefined {
  const [, before = '', namespace] =
    /^(.*?)(?:\s+(?:-n[\s=]*|--namespace[\s=]+|in\s+(?:namespace\s+)?)(\S+))?$/s.exec(text) ?? [];
  const [name, ...others] = before
    .split(/[\s/]+/)
    .filter(Boolean)
    .toReversed();
  if (name === undefined) return undefined;
  const account = accountOf(name);
  if (account) return account;
  const kind = others.find(word => !AROUND.includes(word.toLowerCase()));
  const resource = kind === undefined ? undefined : resourceIn(kind);
  return {name, ...(resource !== undefined && {resource}), ...(namespace !== undefined && {namespace})};
}

/** What RBAC objects are called for short, beside kubectl's own short names. */
const SHORT: Readonly<Record<string, string>> = {crb: 'clusterrolebindings', rb: 'rolebindings', node: 'nodes'};

const resourceIn = (word: string): string | undefined =>
  SHORT[word.toLowerCase()] ?? pluralOf(word.split('.')[0] ?? '');

/** The object of a user of the cluster that is a ServiceAccount. */
export function accountOf(user: string): Named | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace === undefined || name === undefined ? undefined : {resource: 'serviceaccounts', name, namespace};
}

/** Whether somebody has named this object: what they did not say, they may have meant. */
export const means = (said: Named, object: Named): boolean =>
  said.name.toLowerCase() === object.name.toLowerCase() &&
  (said.resource === undefined || object.resource === undefined || said.resource === object.resource) &&
  (said.namespace === undefined || object.namespace === undefined || said.namespace === object.namespace);

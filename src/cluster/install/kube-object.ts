/** An object of Kubernetes, as far as installing it has to know. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    generation?: number;
    deletionTimestamp?: string;
  };
  [field: string]: unknown;
}

/** Enough of an object to find it again. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** Marks what a stack has brought; its value is the name of the stack. */
export const STACK_LABEL = 'kubedrill.dev/stack';

/** Where an object is found. */
export const refOf = ({apiVersion, kind, metadata: {name, namespace}}: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  ...(namespace !== undefined && {namespace}),
  name,
});

/** `Deployment kubedrill-efk/kibana`: the same words in progress, errors and inventories. */
export const nameOf = ({kind, namespace, name}: ObjectRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** The API group that a version belongs to; empty for the core. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

/**
 * The order in which objects come: what others refer to before what refers to it, webhooks after all that they could
 * hold up. A kind that is not listed comes with the workloads.
 */
const ORDER = [
  ...['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'ServiceAccount', 'ClusterRole', 'Role'],
  ...['ClusterRoleBinding', 'RoleBinding', 'ResourceQuota', 'ConfigMap', 'Secret', 'Service'],
  ...['StatefulSet', 'DaemonSet', 'Deployment', 'Job', 'PodDisruptionBudget'],
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
];
const WORKLOADS = ORDER.indexOf('Deployment');

const place = (kind: string): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : WORKLOADS);

/** Objects in the order in which they are made; those of a kind stay in theirs. */
export const inOrder = <T extends {kind: string}>(objects: readonly T[]): T[] =>
  [...objects].sort((a, b) => place(a.kind) - place(b.kind));

/** Groups of Kubernetes itself that do not end in `k8s.io`. */
const BUILT_IN = ['', 'apps', 'batch', 'autoscaling', 'policy'];

/** Whether a kind may be one that the stack itself brings: then it is served only once the stack runs. */
export function isCustom({apiVersion}: {apiVersion: string}): boolean {
  const group = groupOf(apiVersion);
  return !BUILT_IN.includes(group) && !group.endsWith('.k8s.io');
}

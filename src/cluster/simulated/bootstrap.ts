import {randomUUID} from 'node:crypto';
import type {Clock} from '../../lib/clock.js';
import {type KubeObject, seconds} from './objects.js';
import {simulatedNode} from './pods.js';
import {type PolicyRule, RBAC_GROUP} from './rbac.js';
import type {Store} from './store.js';

const DISCOVERY = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];
const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const AUTHENTICATED = {kind: 'Group', name: 'system:authenticated'};
const UNAUTHENTICATED = {kind: 'Group', name: 'system:unauthenticated'};

interface Bootstrap {
  rules: PolicyRule[];
  /** Whom the role is bound to, by a binding of the same name unless another is given. */
  subjects?: {kind: string; name: string; namespace?: string}[];
  binding?: string;
}

/** The roles that every cluster has and that scenarios or preflight meet: their names appear in audit annotations. */
const CLUSTER_ROLES: Record<string, Bootstrap> = {
  'cluster-admin': {
    rules: [
      {apiGroups: ['*'], resources: ['*'], verbs: ['*']},
      {nonResourceURLs: ['*'], verbs: ['*']},
    ],
    subjects: [{kind: 'Group', name: 'kubeadm:cluster-admins'}],
    binding: 'kubeadm:cluster-admins',
  },
  'system:basic-user': {
    rules: [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      {apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create']},
    ],
    subjects: [AUTHENTICATED],
  },
  'system:discovery': {rules: [{nonResourceURLs: DISCOVERY, verbs: ['get']}], subjects: [AUTHENTICATED]},
  'system:public-info-viewer': {
    rules: [{nonResourceURLs: PUBLIC, verbs: ['get']}],
    subjects: [AUTHENTICATED, UNAUTHENTICATED],
  },
  'system:controller:namespace-controller': {
    rules: [
      {apiGroups: [''], resources: ['namespaces'], verbs: ['delete', 'get', 'list', 'watch']},
      {apiGroups: [''], resources: ['namespaces/finalize', 'namespaces/status'], verbs: ['update']},
      {apiGroups: ['*'], resources: ['*'], verbs: ['delete', 'deletecollection', 'get', 'list']},
    ],
    subjects: [{kind: 'ServiceAccount', name: 'namespace-controller', namespace: 'kube-system'}],
  },
};

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Fills an empty store with what a new cluster has. */
export function bootstrap(store: Store, clock: Clock, version: string): void {
  const put = (group: string, resource: string, object: KubeObject) =>
    store.put(
      {group, resource},
      {...object, metadata: {uid: randomUUID(), creationTimestamp: seconds(clock.wall()), ...object.metadata}},
    );
  put('', 'nodes', simulatedNode(version));
  for (const name of NAMESPACES) {
    const labels = {'kubernetes.io/metadata.name': name};
    const spec = {finalizers: ['kubernetes']};
    put('', 'namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {name, labels},
      spec,
      status: {phase: 'Active'},
    });
    furnish(store, clock, name);
  }
  for (const [name, {rules, subjects, binding = name}] of Object.entries(CLUSTER_ROLES)) {
    const apiVersion = `${RBAC_GROUP}/v1`;
    put(RBAC_GROUP, 'clusterroles', {apiVersion, kind: 'ClusterRole', metadata: {name}, rules});
    const roleRef = {apiGroup: RBAC_GROUP, kind: 'ClusterRole', name};
    put(RBAC_GROUP, 'clusterrolebindings', {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: {name: binding},
      roleRef,
      subjects,
    });
  }
}

/** What controllers put into every namespace at once: its default service account, and the CA of the API server. */
export function furnish(store: Store, clock: Clock, namespace: string): void {
  const metadata = () => ({namespace, uid: randomUUID(), creationTimestamp: seconds(clock.wall())});
  const account = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'default', ...metadata()}};
  store.put({group: '', resource: 'serviceaccounts'}, account);
  const ca = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'kube-root-ca.crt', ...metadata()},
    data: {'ca.crt': ''},
  };
  store.put({group: '', resource: 'configmaps'}, ca);
}

import type {RbacRule} from '../../../kube/rbac-rule.js';

/** A cluster role that every cluster has. */
export interface Bootstrap {
  rules: RbacRule[];
  /** Whom the role is bound to, by a binding of the same name unless another is given. */
  subjects?: {kind: string; name: string; namespace?: string}[];
  binding?: string;
}

const DISCOVERY = [
  ...['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz'],
  ...['/version', '/version/'],
];
const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const KEYS = ['/.well-known/openid-configuration', '/openid/v1/jwks'];
const ISSUER = KEYS.flatMap(path => [path, `${path}/`]);
const AUTHENTICATED = {kind: 'Group', name: 'system:authenticated'};
const UNAUTHENTICATED = {kind: 'Group', name: 'system:unauthenticated'};

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const rule = (apiGroup: string, resources: string[], verbs: string[]): RbacRule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

const WORKLOADS = ['daemonsets', 'deployments', 'deployments/rollback', 'deployments/scale', 'replicasets'];
const SETS = ['replicasets/scale', 'statefulsets', 'statefulsets/scale'];
const CORE = ['configmaps', 'endpoints', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'services'];

/** What `view` reads, without the status subresources. */
const VIEW: RbacRule[] = [
  rule('', [...CORE, 'serviceaccounts', 'bindings', 'events', 'limitranges', 'namespaces', 'pods/log'], READ),
  rule('', ['pods/status', 'replicationcontrollers/scale', 'resourcequotas', 'resourcequotas/status'], READ),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  rule('apps', ['controllerrevisions', ...WORKLOADS, ...SETS], READ),
  rule('batch', ['cronjobs', 'jobs'], READ),
  rule('networking.k8s.io', ['ingresses', 'networkpolicies'], READ),
  rule('policy', ['poddisruptionbudgets'], READ),
];
/** What `edit` adds: among it acting as every service account of the namespace. */
const EDIT: RbacRule[] = [
  rule('', ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'], READ),
  rule('', ['serviceaccounts'], ['impersonate']),
  rule('', ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'], WRITE),
  rule('', ['pods/eviction', 'serviceaccounts/token'], ['create']),
  rule('', [...CORE, 'events', 'secrets', 'serviceaccounts', 'services/proxy'], WRITE),
  rule('apps', [...WORKLOADS, ...SETS], WRITE),
  rule('batch', ['cronjobs', 'jobs'], WRITE),
  rule('networking.k8s.io', ['ingresses', 'networkpolicies'], WRITE),
  rule('policy', ['poddisruptionbudgets'], WRITE),
];
const ADMIN: RbacRule[] = [
  rule('authorization.k8s.io', ['localsubjectaccessreviews'], ['create']),
  rule('rbac.authorization.k8s.io', ['rolebindings', 'roles'], [...READ, ...WRITE]),
];

/** The role of one of the controllers, bound to its service account. */
const controller = (name: string, rules: RbacRule[]): Record<string, Bootstrap> => ({
  [`system:controller:${name}`]: {rules, subjects: [{kind: 'ServiceAccount', name, namespace: 'kube-system'}]},
});

const KEEPS_REVISIONS = rule(
  'apps',
  ['controllerrevisions'],
  ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
);

/** That of one which makes pods for a workload. */
const podController = (
  name: string,
  group: string,
  resource: string,
  more: readonly RbacRule[] = [],
): Record<string, Bootstrap> =>
  controller(name, [
    ...more,
    rule(group, [resource], ['get', 'list', 'patch', 'update', 'watch']),
    rule(group, [`${resource}/finalizers`, `${resource}/status`], ['patch', 'update']),
    rule('', ['pods'], ['create', 'delete', 'list', 'patch', 'watch']),
    rule('', ['events'], ['create', 'patch', 'update']),
  ]);

/** Those that scenarios, preflight or controllers meet: their names appear in audit annotations. */
export const CLUSTER_ROLES: Record<string, Bootstrap> = {
  'cluster-admin': {
    rules: [
      {apiGroups: ['*'], resources: ['*'], verbs: ['*']},
      {nonResourceURLs: ['*'], verbs: ['*']},
    ],
    subjects: [{kind: 'Group', name: 'kubeadm:cluster-admins'}],
    binding: 'kubeadm:cluster-admins',
  },
  view: {rules: VIEW},
  edit: {rules: [...VIEW, ...EDIT]},
  admin: {rules: [...VIEW, ...EDIT, ...ADMIN]},
  'system:basic-user': {
    rules: [
      rule('authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']),
      rule('authentication.k8s.io', ['selfsubjectreviews'], ['create']),
    ],
    subjects: [AUTHENTICATED],
  },
  'system:discovery': {rules: [{nonResourceURLs: DISCOVERY, verbs: ['get']}], subjects: [AUTHENTICATED]},
  'system:public-info-viewer': {
    rules: [{nonResourceURLs: PUBLIC, verbs: ['get']}],
    subjects: [AUTHENTICATED, UNAUTHENTICATED],
  },
  'system:service-account-issuer-discovery': {
    rules: [{nonResourceURLs: ISSUER, verbs: ['get']}],
    subjects: [{kind: 'Group', name: 'system:serviceaccounts'}],
  },
  ...controller('namespace-controller', [
    rule('', ['namespaces'], ['delete', 'get', 'list', 'watch']),
    rule('', ['namespaces/finalize', 'namespaces/status'], ['update']),
    rule('*', ['*'], ['delete', 'deletecollection', 'get', 'list']),
  ]),
  ...controller('deployment-controller', [
    rule('apps', ['deployments'], ['get', 'list', 'update', 'watch']),
    rule('apps', ['deployments/status'], ['update']),
    rule('apps', ['deployments/finalizers'], ['update']),
    rule('apps', ['replicasets'], ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']),
    rule('', ['pods'], ['get', 'list', 'update', 'watch']),
    rule('', ['events'], ['create', 'patch', 'update']),
  ]),
  ...podController('replicaset-controller', 'apps', 'replicasets'),
  ...podController('daemon-set-controller', 'apps', 'daemonsets', [KEEPS_REVISIONS]),
  ...podController('statefulset-controller', 'apps', 'statefulsets', [KEEPS_REVISIONS]),
  ...podController('job-controller', 'batch', 'jobs'),
  ...controller('endpointslice-controller', [
    rule('', ['nodes', 'pods', 'services'], ['get', 'list', 'watch']),
    rule('', ['services/finalizers'], ['update']),
    rule('discovery.k8s.io', ['endpointslices'], ['create', 'delete', 'get', 'list', 'update']),
    rule('', ['events'], ['create', 'patch', 'update']),
  ]),
  ...controller('generic-garbage-collector', [
    rule('*', ['*'], ['delete', 'get', 'list', 'patch', 'update', 'watch']),
    rule('', ['events'], ['create', 'patch', 'update']),
  ]),
};

/** The service accounts of the controllers, which lie in kube-system whether or not the controller does anything here. */
export const CONTROLLER_ACCOUNTS = [
  ...['attachdetach-controller', 'bootstrap-signer', 'certificate-controller', 'clusterrole-aggregation-controller'],
  ...['coredns', 'cronjob-controller', 'daemon-set-controller', 'deployment-controller', 'disruption-controller'],
  ...[
    'endpoint-controller',
    'endpointslice-controller',
    'endpointslicemirroring-controller',
    'ephemeral-volume-controller',
  ],
  ...['expand-controller', 'generic-garbage-collector', 'horizontal-pod-autoscaler', 'job-controller', 'kube-proxy'],
  ...['legacy-service-account-token-cleaner', 'namespace-controller', 'node-controller', 'persistent-volume-binder'],
  ...['pod-garbage-collector', 'pv-protection-controller', 'pvc-protection-controller', 'replicaset-controller'],
  ...['replication-controller', 'resourcequota-controller', 'root-ca-cert-publisher', 'service-account-controller'],
  ...['statefulset-controller', 'token-cleaner', 'ttl-after-finished-controller', 'ttl-controller'],
  ...['validatingadmissionpolicy-status-controller', 'volumeattributesclass-protection-controller'],
] as const;

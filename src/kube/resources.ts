/** One kind of object that the API server knows from the start. */
export interface Resource {
  kind: string;
  plural: string;
  /** Group and version, as in `apiVersion`. */
  apiVersion: string;
  namespaced: boolean;
}

const table = (apiVersion: string, namespaced: boolean, kinds: Record<string, string>): Resource[] =>
  Object.entries(kinds).map(([kind, plural]) => ({kind, plural, apiVersion, namespaced}));

/** The built-in resources; anything else is named with its apiVersion in the step. A new one is one more word here. */
export const RESOURCES: readonly Resource[] = [
  ...table('v1', true, {
    Pod: 'pods',
    Secret: 'secrets',
    ConfigMap: 'configmaps',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
    Event: 'events',
    Endpoints: 'endpoints',
    ResourceQuota: 'resourcequotas',
    LimitRange: 'limitranges',
    PersistentVolumeClaim: 'persistentvolumeclaims',
    ReplicationController: 'replicationcontrollers',
  }),
  ...table('v1', false, {
    Namespace: 'namespaces',
    Node: 'nodes',
    PersistentVolume: 'persistentvolumes',
    ComponentStatus: 'componentstatuses',
  }),
  // The same objects as the core group's, which is the one that `events` alone means.
  ...table('events.k8s.io/v1', true, {Event: 'events'}),
  ...table('discovery.k8s.io/v1', true, {EndpointSlice: 'endpointslices'}),
  ...table('apps/v1', true, {
    Deployment: 'deployments',
    DaemonSet: 'daemonsets',
    StatefulSet: 'statefulsets',
    ReplicaSet: 'replicasets',
    ControllerRevision: 'controllerrevisions',
  }),
  ...table('batch/v1', true, {Job: 'jobs', CronJob: 'cronjobs'}),
  ...table('rbac.authorization.k8s.io/v1', true, {Role: 'roles', RoleBinding: 'rolebindings'}),
  ...table('rbac.authorization.k8s.io/v1', false, {
    ClusterRole: 'clusterroles',
    ClusterRoleBinding: 'clusterrolebindings',
  }),
  ...table('networking.k8s.io/v1', true, {NetworkPolicy: 'networkpolicies', Ingress: 'ingresses'}),
  ...table('autoscaling/v2', true, {HorizontalPodAutoscaler: 'horizontalpodautoscalers'}),
  ...table('coordination.k8s.io/v1', true, {Lease: 'leases'}),
  ...table('storage.k8s.io/v1', false, {StorageClass: 'storageclasses'}),
  ...table('apiextensions.k8s.io/v1', false, {CustomResourceDefinition: 'customresourcedefinitions'}),
  ...table('policy/v1', true, {PodDisruptionBudget: 'poddisruptionbudgets'}),
  ...table('certificates.k8s.io/v1', false, {CertificateSigningRequest: 'certificatesigningrequests'}),
  ...table('admissionregistration.k8s.io/v1', false, {
    MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
    ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
    ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
    ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
  }),
  ...table('authorization.k8s.io/v1', false, {
    SelfSubjectAccessReview: 'selfsubjectaccessreviews',
    SelfSubjectRulesReview: 'selfsubjectrulesreviews',
  }),
  ...table('authentication.k8s.io/v1', false, {SelfSubjectReview: 'selfsubjectreviews'}),
];

/** The resource of a plural name (a subresource after `/` is ignored); with an apiVersion only of that one. */
export function resourceNamed(plural: string, apiVersion?: string): Resource | undefined {
  const [base] = plural.split('/');
  return RESOURCES.find(r => r.plural === base && (apiVersion === undefined || r.apiVersion === apiVersion));
}

/** The resource of a manifest. */
export const resourceOfKind = (kind: string, apiVersion: string): Resource | undefined =>
  RESOURCES.find(r => r.kind === kind && r.apiVersion === apiVersion);

/** Where a group and version are served: `/api/v1`, `/apis/apps/v1`. */
export const rootPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

import {dictionary} from '../lib/json/dictionary.js';

/**
 * What the API server itself serves, by group. Groups of others, which custom resources and aggregated servers bring,
 * have a dot in their names.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const BUILT_IN: Readonly<Record<string, readonly string[]>> = dictionary({
  '': [
    ...['bindings', 'componentstatuses', 'configmaps', 'endpoints', 'events', 'limitranges', 'namespaces', 'nodes'],
    ...['persistentvolumeclaims', 'persistentvolumes', 'pods', 'podtemplates', 'replicationcontrollers'],
    ...['resourcequotas', 'secrets', 'serviceaccounts', 'services'],
  ],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
  'admissionregistration.k8s.io': [
    ...['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings', 'mutatingwebhookconfigurations'],
    ...['validatingadmissionpolicies', 'validatingadmissionpolicybindings', 'validatingwebhookconfigurations'],
  ],
  'apiextensions.k8s.io': ['customresourcedefinitions'],
  'apiregistration.k8s.io': ['apiservices'],
  'authentication.k8s.io': ['selfsubjectreviews', 'tokenreviews'],
  'authorization.k8s.io': [
    ...['localsubjectaccessreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'subjectaccessreviews'],
  ],
  'certificates.k8s.io': ['certificatesigningrequests', 'clustertrustbundles', 'podcertificaterequests'],
  'coordination.k8s.io': ['leasecandidates', 'leases'],
  'discovery.k8s.io': ['endpointslices'],
  'events.k8s.io': ['events'],
  'flowcontrol.apiserver.k8s.io': ['flowschemas', 'prioritylevelconfigurations'],
  'networking.k8s.io': ['ingressclasses', 'ingresses', 'ipaddresses', 'networkpolicies', 'servicecidrs'],
  'node.k8s.io': ['runtimeclasses'],
  'rbac.authorization.k8s.io': ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'],
  'scheduling.k8s.io': ['priorityclasses', 'workloads', 'podgroups'],
  'storage.k8s.io': [
    ...['csidrivers', 'csinodes', 'csistoragecapacities', 'storageclasses', 'volumeattachments'],
    'volumeattributesclasses',
  ],
});

/** Parts of objects that have a path of their own, of any built-in resource. */
export const SUBRESOURCES: readonly string[] = [
  ...['approval', 'attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'finalize', 'log', 'portforward'],
  ...['proxy', 'resize', 'scale', 'status', 'token'],
];

/** Verbs of requests for resources, as the audit policy has them. */
export const RESOURCE_VERBS: readonly string[] = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'],
];
/** Verbs of every other request: its method in lower case. */
export const OTHER_VERBS: readonly string[] = [
  ...['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'connect', 'trace'],
];

import {RESOURCES} from './resources.js';

/**
 * What an API server of Kubernetes 1.34 to 1.37 has, by API group: each resource with its subresources, `status` and
 * `scale` left out, which many have. `users` and the like are not objects: only rights are about them.
 */
const GROUPS: Readonly<Record<string, string>> = {
  '': `bindings componentstatuses configmaps endpoints events limitranges namespaces/finalize
    nodes/proxy,log,metrics,stats,spec,checkpoint,configz,healthz,pods persistentvolumeclaims persistentvolumes
    pods/attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize podtemplates
    replicationcontrollers resourcequotas secrets serviceaccounts/token services/proxy users groups`,
  'admissionregistration.k8s.io': `mutatingadmissionpolicies mutatingadmissionpolicybindings
    mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings
    validatingwebhookconfigurations`,
  'apiextensions.k8s.io': 'customresourcedefinitions',
  'apiregistration.k8s.io': 'apiservices',
  apps: 'controllerrevisions daemonsets deployments/rollback replicasets statefulsets',
  'authentication.k8s.io': 'selfsubjectreviews tokenreviews uids userextras/*',
  'authorization.k8s.io': `localsubjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews
    subjectaccessreviews`,
  autoscaling: 'horizontalpodautoscalers',
  batch: 'cronjobs jobs',
  'certificates.k8s.io': `certificatesigningrequests/approval clustertrustbundles podcertificaterequests signers`,
  'coordination.k8s.io': 'leases leasecandidates',
  'discovery.k8s.io': 'endpointslices',
  'events.k8s.io': 'events',
  extensions: 'ingresses daemonsets deployments/rollback replicasets networkpolicies podsecuritypolicies',
  'flowcontrol.apiserver.k8s.io': 'flowschemas prioritylevelconfigurations',
  'internal.apiserver.k8s.io': 'storageversions',
  'metrics.k8s.io': 'nodes pods',
  'networking.k8s.io': 'ingressclasses ingresses ipaddresses networkpolicies servicecidrs',
  'node.k8s.io': 'runtimeclasses',
  policy: 'poddisruptionbudgets podsecuritypolicies',
  'rbac.authorization.k8s.io': 'clusterrolebindings clusterroles rolebindings roles',
  'resource.k8s.io': `deviceclasses devicetaintrules resourceclaims/binding,driver resourceclaimtemplates
    resourcepoolstatusrequests resourceslices`,
  'scheduling.k8s.io': 'podgroups priorityclasses workloads',
  'storage.k8s.io': `csidrivers csinodes csistoragecapacities storageclasses volumeattachments
    volumeattributesclasses`,
  'storagemigration.k8s.io': 'storageversionmigrations',
};

/** What only rights are about: there are no requests for it. */
const RIGHTS_ONLY = ['users', 'groups', 'uids', 'userextras', 'signers'];
/** What newer servers have no more. */
const GONE = ['podsecuritypolicies'];

/** Subresources that any resource may have. */
const COMMON = ['status', 'scale', 'finalizers'];

/** Every API group that is built in; the core group is `''`. */
export const BUILT_IN_GROUPS: readonly string[] = Object.keys(GROUPS);

/** The subresources of each resource of a built-in group. */
const BY_GROUP: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries(GROUPS).map(([group, text]) => [
    group,
    new Map(
      text.split(/\s+/).map((word): [string, string[]] => {
        const [plural = '', subresources = ''] = word.split('/');
        return [plural, subresources.split(',').filter(Boolean)];
      }),
    ),
  ]),
);

/** The resources of a built-in group; undefined for any other. */
export const resourcesOf = (group: string): string[] | undefined => {
  const resources = BY_GROUP.get(group);
  return resources && [...resources.keys()];
};

/** Groups that nobody means: one that is gone, and one that is about the same objects. */
const BESIDE = ['extensions', 'metrics.k8s.io'];

/** The built-in groups that have a resource. */
export const groupsOf = (plural: string): string[] =>
  BUILT_IN_GROUPS.filter(group => !BESIDE.includes(group) && BY_GROUP.get(group)?.has(plural));

/** What the API server itself serves: the resources of each group for which there can be requests. */
export const SERVED: ReadonlyMap<string, readonly string[]> = new Map(
  [...BY_GROUP]
    .filter(([group]) => !BESIDE.includes(group))
    .map(([group, resources]) => [
      group,
      [...resources.keys()].filter(plural => !RIGHTS_ONLY.includes(plural) && !GONE.includes(plural)),
    ]),
);

/** The subresources of a resource of a built-in group; undefined where any will do. */
export function subresourcesOf(group: string, plural: string): string[] | undefined {
  const own = BY_GROUP.get(group)?.get(plural);
  return !own || own.includes('*') ? undefined : [...own, ...COMMON];
}

/** What people write for a resource in place of its plural: kubectl's short names. */
const SHORT: Readonly<Record<string, string>> = {
  cm: 'configmaps',
  csr: 'certificatesigningrequests',
  cj: 'cronjobs',
  crd: 'customresourcedefinitions',
  deploy: 'deployments',
  ds: 'daemonsets',
  ep: 'endpoints',
  ev: 'events',
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  netpol: 'networkpolicies',
  no: 'nodes',
  ns: 'namespaces',
  pdb: 'poddisruptionbudgets',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  quota: 'resourcequotas',
  rc: 'replicationcontrollers',
  rs: 'replicasets',
  sa: 'serviceaccounts',
  sts: 'statefulsets',
  svc: 'services',
};

/** The plural that a singular, a kind or a short name stands for; undefined where it is none of these. */
export function pluralOf(word: string): string | undefined {
  const lower = word.toLowerCase();
  const plurals = new Set([...BY_GROUP.values()].flatMap(resources => [...resources.keys()]));
  if (plurals.has(lower)) return lower;
  const kind = RESOURCES.find(r => r.kind.toLowerCase() === lower)?.plural;
  return (
    SHORT[lower] ?? kind ?? [`${lower}s`, `${lower}es`, lower.replace(/y$/, 'ies')].find(word => plurals.has(word))
  );
}

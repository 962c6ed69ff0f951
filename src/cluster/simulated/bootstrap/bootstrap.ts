import {randomUUID} from 'node:crypto';
import {RBAC_GROUP} from '../../../kube/rbac-rule.js';
import type {Clock} from '../../../lib/clock.js';
import {type KubeObject, seconds} from '../objects.js';
import type {Store} from '../store.js';
import {simulatedNode} from './node.js';
import {CLUSTER_ROLES, CONTROLLER_ACCOUNTS} from './roles.js';

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** kubeadm's configuration of CoreDNS. */
export const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

/** By which pods reach the API server, which makes it itself. */
const API_SERVICE: KubeObject = {
  ...{apiVersion: 'v1', kind: 'Service'},
  metadata: {name: 'kubernetes', namespace: 'default', labels: {component: 'apiserver', provider: 'kubernetes'}},
  spec: {
    ports: [{name: 'https', protocol: 'TCP', port: 443, targetPort: 6443}],
    ...{clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], type: 'ClusterIP', sessionAffinity: 'None'},
    ...{ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster'},
  },
  status: {loadBalancer: {}},
};

/** What a new cluster is like. */
export interface BootstrapOptions {
  clock: Clock;
  version: string;
  /** Whether there is a node. */
  node: boolean;
  /** The certificate of the cluster's authority, PEM. */
  ca: string;
}

/** Fills an empty store with what a new cluster has. */
export function bootstrap(store: Store, options: BootstrapOptions): void {
  const {clock, node} = options;
  const put = (group: string, resource: string, object: KubeObject) =>
    store.put(
      {group, resource},
      {...object, metadata: {uid: randomUUID(), creationTimestamp: seconds(clock.wall()), ...object.metadata}},
    );
  if (node) putNode(put, options);
  for (const name of NAMESPACES) {
    const labels = {'kubernetes.io/metadata.name': name};
    const spec = {finalizers: ['kubernetes']};
    const status = {phase: 'Active'};
    put('', 'namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}, spec, status});
    furnish(store, options, name);
  }
  for (const name of CONTROLLER_ACCOUNTS) {
    put('', 'serviceaccounts', {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name, namespace: 'kube-system'}});
  }
  put('', 'services', API_SERVICE);
  const metadata = {name: 'coredns', namespace: 'kube-system'};
  put('', 'configmaps', {apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {Corefile: COREFILE}});
  for (const [name, {rules, subjects, binding = name}] of Object.entries(CLUSTER_ROLES)) {
    const apiVersion = `${RBAC_GROUP}/v1`;
    put(RBAC_GROUP, 'clusterroles', {apiVersion, kind: 'ClusterRole', metadata: {name}, rules});
    if (!subjects) continue;
    const roleRef = {apiGroup: RBAC_GROUP, kind: 'ClusterRole', name};
    const bound = {apiVersion, kind: 'ClusterRoleBinding', metadata: {name: binding}, roleRef, subjects};
    put(RBAC_GROUP, 'clusterrolebindings', bound);
  }
}

/** The node with what a cluster that has one has beside it: the lease by which it is known to live, and where its volumes come from. */
function putNode(
  put: (group: string, resource: string, object: KubeObject) => void,
  {version, clock}: BootstrapOptions,
): void {
  const node = simulatedNode(version, clock.wall());
  put('', 'nodes', node);
  const name = node.metadata.name ?? '';
  put('coordination.k8s.io', 'leases', {
    ...{apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {name, namespace: 'kube-node-lease'}},
    spec: {holderIdentity: name, leaseDurationSeconds: 40, renewTime: clock.wall().toISOString().replace('Z', '000Z')},
  });
  put('storage.k8s.io', 'storageclasses', {
    ...{apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass'},
    metadata: {name: 'standard', annotations: {'storageclass.kubernetes.io/is-default-class': 'true'}},
    ...{provisioner: 'rancher.io/local-path', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer'},
  });
}

/** What controllers put into every namespace at once: its default service account, and the CA of the API server. */
export function furnish(store: Store, {clock, ca}: Pick<BootstrapOptions, 'clock' | 'ca'>, namespace: string): void {
  const metadata = () => ({namespace, uid: randomUUID(), creationTimestamp: seconds(clock.wall())});
  const account = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'default', ...metadata()}};
  store.put({group: '', resource: 'serviceaccounts'}, account);
  const annotations = {'kubernetes.io/description': DESCRIPTION};
  const root = {name: 'kube-root-ca.crt', annotations, ...metadata()};
  store.put(
    {group: '', resource: 'configmaps'},
    {apiVersion: 'v1', kind: 'ConfigMap', metadata: root, data: {'ca.crt': ca}},
  );
}

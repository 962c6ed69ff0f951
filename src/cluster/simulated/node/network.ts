import {isIP} from 'node:net';
import {selectsLabels} from '../../../kube/label-selector.js';
import {allows, type NetworkPolicy, type OtherEnd} from '../../../kube/network-policy.js';
import {isMap, type KubeObject} from '../objects.js';
import type {Store} from '../store.js';

const SERVICES = {group: '', resource: 'services'};
const PODS = {group: '', resource: 'pods'};
const POLICIES = {group: 'networking.k8s.io', resource: 'networkpolicies'};
/** A Service by its name, as the cluster's DNS has it: `NAME.NAMESPACE.svc`. */
const SERVICE_NAME = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/;

/**
 * Whether a pod could open a TCP connection here. Nothing listens and no packet is sent: what the network policies of
 * both ends let through is open, as on a network that enforces them.
 *
 * @param host an address, or a Service by its name in the cluster
 */
export function connects(store: Store, pod: KubeObject, host: string, port: number): boolean {
  const service = serviceOf(store, host);
  if (!service && !isIP(host)) return false;
  const ends = service ? endsOf(store, service) : [];
  const from = endOf(store, pod);
  // Policies are about pods with an address of their own.
  const isFree = (own: KubeObject) => isMap(own.spec) && own.spec.hostNetwork === true;
  const mayLeave = (to: OtherEnd) => isFree(pod) || allows(policiesOf(store, pod), placeOf(pod), 'Egress', to, port);
  if (!ends.length) return mayLeave({address: host});
  return ends.some(
    end =>
      mayLeave(endOf(store, end)) &&
      (isFree(end) || allows(policiesOf(store, end), placeOf(end), 'Ingress', from, port)),
  );
}

function serviceOf(store: Store, host: string): KubeObject | undefined {
  const [, name, namespace] = SERVICE_NAME.exec(host) ?? [];
  if (name !== undefined) return store.get({...SERVICES, namespace}, name);
  return store.list(SERVICES).find(({spec}) => isMap(spec) && spec.clusterIP === host);
}

/** The pods behind a Service; none of one without a selector. */
function endsOf(store: Store, {metadata, spec}: KubeObject): KubeObject[] {
  const matchLabels = isMap(spec) && isMap(spec.selector) ? (spec.selector as Record<string, string>) : undefined;
  if (!matchLabels) return [];
  const pods = store.list({...PODS, namespace: metadata.namespace});
  return pods.filter(pod => selectsLabels({matchLabels}, pod.metadata.labels ?? {}));
}

const placeOf = ({metadata: {namespace = '', labels = {}}}: KubeObject) => ({namespace, labels});

const policiesOf = (store: Store, {metadata: {namespace}}: KubeObject): NetworkPolicy[] =>
  store.list({...POLICIES, namespace}) as NetworkPolicy[];

function endOf(store: Store, pod: KubeObject): OtherEnd {
  const {namespace, labels} = placeOf(pod);
  const own = store.get({group: '', resource: 'namespaces'}, namespace);
  const address = isMap(pod.status) && typeof pod.status.podIP === 'string' ? pod.status.podIP : '';
  return {address, pod: {namespace, labels, namespaceLabels: own?.metadata.labels ?? {}}};
}

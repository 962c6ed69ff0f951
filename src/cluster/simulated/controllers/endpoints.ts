import {selects} from '../admission/matching.js';
import {suffixed} from '../names.js';
import {isReady} from '../node/pod-state.js';
import {isMap, type KubeObject, same} from '../objects.js';
import {type Controller, collectionPath, isOf, sender} from './controller.js';
import {belongings, ownedBy} from './workloads/owned.js';

const DELAY_MS = 20;
const GROUP = 'discovery.k8s.io';

interface Port {
  name?: string;
  protocol?: string;
  port?: number;
  targetPort?: number | string;
}
interface Spec {
  selector?: Record<string, string>;
  ports?: Port[];
}

/** Keeps one EndpointSlice for each Service that selects pods: their addresses, and the ports behind those of the Service. */
export const endpoints: Controller = surroundings => {
  const {store, later} = surroundings;
  const send = sender(surroundings, 'endpointslice-controller');
  const sync = (namespace: string) => {
    const pods = store.list({group: '', resource: 'pods', namespace}).filter(pod => addressOf(pod) !== undefined);
    for (const service of store.list({group: '', resource: 'services', namespace})) {
      const {selector} = service.spec as Spec;
      if (!selector) continue;
      const path = collectionPath(GROUP, 'endpointslices', namespace);
      const [slice] = belongings(store, {group: GROUP, resource: 'endpointslices', namespace}, service);
      const own = pods.filter(pod => selects({matchLabels: selector}, pod));
      const told = contentsOf(service, own);
      if (!slice) send('POST', path, {...newSlice(service), ...told});
      else if (!same({endpoints: slice.endpoints, ports: slice.ports}, told))
        send('PUT', `${path}/${slice.metadata.name}`, {...slice, ...told});
    }
  };
  return change => {
    const {namespace} = change.object.metadata;
    const concerns = isOf(change, 'pods') || (isOf(change, 'services') && change.type !== 'DELETED');
    if (concerns && namespace !== undefined) later(DELAY_MS, () => sync(namespace));
  };
};

const addressOf = ({status}: KubeObject): unknown => (isMap(status) ? status.podIP : undefined);

const newSlice = (service: KubeObject): KubeObject => {
  const {name = '', namespace = ''} = service.metadata;
  const labels = {
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': name,
  };
  const metadata = {generateName: `${name}-`, namespace, labels, ownerReferences: [ownedBy(service)]};
  return {
    ...{apiVersion: `${GROUP}/v1`, kind: 'EndpointSlice', addressType: 'IPv4'},
    metadata: {name: suffixed(`${name}-`) ?? name, ...metadata},
  };
};

/** The addresses of some pods, and where on them a Service leads to; without pods neither. */
function contentsOf(service: KubeObject, pods: readonly KubeObject[]): {endpoints: unknown[]; ports?: unknown[]} {
  const endpoints = pods.map(pod => {
    const {name, namespace, uid} = pod.metadata;
    const ready = isReady(pod);
    const {nodeName} = pod.spec as {nodeName?: string};
    return {
      ...{addresses: [addressOf(pod)], conditions: {ready, serving: ready, terminating: false}},
      ...{nodeName, targetRef: {kind: 'Pod', name, namespace, uid}},
    };
  });
  const [first] = pods;
  const {ports = []} = service.spec as Spec;
  return {endpoints, ...(first && {ports: ports.map(port => behind(port, first))})};
}

function behind({name = '', protocol = 'TCP', port, targetPort = port}: Port, pod: KubeObject): object {
  if (typeof targetPort === 'number') return {name, port: targetPort, protocol};
  const {containers = []} = pod.spec as {containers?: {ports?: {name?: string; containerPort: number}[]}[]};
  const named = containers.flatMap(container => container.ports ?? []).find(one => one.name === targetPort);
  return {name, ...(named && {port: named.containerPort}), protocol};
}

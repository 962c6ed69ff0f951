import {randomBytes} from 'node:crypto';
import {NODE_ADDRESS, NODE_NAME} from '../bootstrap/node.js';
import {isMap, type KubeObject, seconds} from '../objects.js';
import {type Controller, isOf} from './controller.js';
import {recorder} from './recorder.js';

const DELAY_MS = 50;
const UNSCHEDULABLE =
  '0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';

type Fields = Record<string, unknown>;
interface Container {
  name?: string;
  image?: string;
}

/** Scheduler and kubelet: a pod is on the node, and Running because its status says so. Nothing runs. */
export const kubelet: Controller = ({store, clock, later}) => {
  // Neither has a service account; what they tell goes straight into the store, as what they write does.
  const put = (_method: string, _uri: string, event: unknown) =>
    store.put({group: '', resource: 'events'}, stamped(event as KubeObject, clock.wall()));
  const scheduler = recorder(put, {component: 'default-scheduler'}, clock);
  const node = recorder(put, {component: 'kubelet', host: NODE_NAME}, clock);
  const isClosed = () => {
    const found = store.get({group: '', resource: 'nodes'}, NODE_NAME);
    return found !== undefined && specOf(found).unschedulable === true;
  };
  let addresses = 1;

  const start = ({metadata}: KubeObject) => {
    const collection = {group: '', resource: 'pods', namespace: metadata.namespace};
    const pod = store.get(collection, metadata.name ?? '');
    if (!pod || pod.metadata.uid !== metadata.uid || isRunning(pod)) return;
    const at = clock.wall();
    if (!isPlaced(pod) && isClosed() && !toleratesClosed(pod)) {
      if (conditionsOf(pod).length) return;
      scheduler(pod, 'FailedScheduling', UNSCHEDULABLE, {type: 'Warning'});
      store.put(collection, {...pod, status: {...fieldsOf(pod.status), conditions: [unscheduled(seconds(at))]}});
      return;
    }
    if (!isPlaced(pod))
      scheduler(pod, 'Scheduled', `Successfully assigned ${metadata.namespace}/${metadata.name} to ${NODE_NAME}`);
    const running = store.put(collection, runningPod(pod, seconds(at), addressOf(++addresses)));
    for (const {name, image} of containersOf(pod)) {
      const fieldPath = `spec.containers{${name}}`;
      node(running, 'Pulled', `Container image "${image}" already present on machine`, {fieldPath});
      node(running, 'Created', `Created container: ${name}`, {fieldPath});
      node(running, 'Started', `Started container ${name}`, {fieldPath});
    }
  };
  return change => {
    if (change.type === 'ADDED' && isOf(change, 'pods') && isScheduled(change.object))
      later(DELAY_MS, () => start(change.object));
    // What had to wait for the node comes to run when it is open again.
    if (change.type === 'MODIFIED' && isOf(change, 'nodes') && !isClosed())
      for (const pod of store.list({group: '', resource: 'pods'}))
        if (isScheduled(pod) && !isRunning(pod)) later(DELAY_MS, () => start(pod));
  };
};

const fieldsOf = (value: unknown): Fields => (isMap(value) ? value : {});
const specOf = ({spec}: KubeObject): Fields => fieldsOf(spec);
const containersOf = (pod: KubeObject): Container[] => {
  const {containers} = specOf(pod);
  return Array.isArray(containers) ? (containers as Container[]) : [];
};
const conditionsOf = ({status}: KubeObject): unknown[] => {
  const {conditions} = fieldsOf(status);
  return Array.isArray(conditions) ? conditions : [];
};
const isPlaced = (pod: KubeObject): boolean => specOf(pod).nodeName !== undefined;
const isRunning = ({status}: KubeObject): boolean => fieldsOf(status).phase === 'Running';

/** A pod with a gate, with a scheduler that does not exist, or on a node that does not, waits for ever. */
function isScheduled(pod: KubeObject): boolean {
  const {schedulerName, schedulingGates, nodeName = NODE_NAME} = specOf(pod);
  const isGated = (schedulingGates as unknown[] | undefined)?.length;
  return schedulerName === 'default-scheduler' && !isGated && nodeName === NODE_NAME;
}

/** Pods of DaemonSets go onto nodes that are closed to others. */
const toleratesClosed = ({metadata}: KubeObject): boolean =>
  metadata.ownerReferences?.some(({kind}) => kind === 'DaemonSet') ?? false;

const stamped = (event: KubeObject, at: Date): KubeObject => ({
  ...event,
  metadata: {...event.metadata, uid: event.metadata.uid ?? randomUid(), creationTimestamp: seconds(at)},
});

const randomUid = (): string => {
  const hex = randomBytes(16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** An address of the pod network of kind, which nothing answers at. */
const addressOf = (n: number): string => `10.244.${(n >> 8) & 255}.${n & 255}`;

const unscheduled = (at: string) => ({
  ...{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: UNSCHEDULABLE},
  ...{lastProbeTime: null, lastTransitionTime: at},
});

const CONDITIONS = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

function runningPod(pod: KubeObject, at: string, address: string): KubeObject {
  const spec = specOf(pod);
  const podIP = spec.hostNetwork ? NODE_ADDRESS : address;
  const {generation} = pod.metadata;
  const observed = generation === undefined ? {} : {observedGeneration: generation};
  return {
    ...pod,
    spec: {...spec, nodeName: NODE_NAME},
    status: {
      ...fieldsOf(pod.status),
      ...observed,
      phase: 'Running',
      ...{hostIP: NODE_ADDRESS, hostIPs: [{ip: NODE_ADDRESS}], podIP, podIPs: [{ip: podIP}]},
      startTime: at,
      conditions: CONDITIONS.map(type => ({
        ...{type, ...observed, status: 'True', lastProbeTime: null, lastTransitionTime: at},
      })),
      containerStatuses: containersOf(pod).map(({name, image}) => ({
        ...{name, image, imageID: 'simulated', containerID: `simulated://${randomBytes(32).toString('hex')}`},
        ...{ready: true, started: true, restartCount: 0, state: {running: {startedAt: at}}, lastState: {}},
        resources: {},
      })),
    },
  };
}

import {NODE_NAME} from '../bootstrap/node.js';
import {isMap, type KubeObject, seconds} from '../objects.js';
import {type Controller, isOf} from './controller.js';

const DELAY_MS = 50;

/** Scheduler and kubelet: a pod is on the node, and Running because its status says so. Nothing runs. */
export const kubelet: Controller = ({store, clock, later}) => {
  const start = ({metadata}: KubeObject) => {
    const collection = {group: '', resource: 'pods', namespace: metadata.namespace};
    const pod = store.get(collection, metadata.name ?? '');
    if (pod) store.put(collection, runningPod(pod, seconds(clock.wall())));
  };
  return change => {
    if (change.type === 'ADDED' && isOf(change, 'pods') && isScheduled(change.object)) {
      later(DELAY_MS, () => start(change.object));
    }
  };
};

const specOf = (pod: KubeObject): Record<string, unknown> => (isMap(pod.spec) ? pod.spec : {});

/** A pod with a gate, or with a scheduler that does not exist, waits for ever. */
function isScheduled(pod: KubeObject): boolean {
  const {schedulerName, schedulingGates} = specOf(pod);
  return schedulerName === 'default-scheduler' && !(schedulingGates as unknown[] | undefined)?.length;
}

function runningPod(pod: KubeObject, at: string): KubeObject {
  const spec = specOf(pod);
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return {
    ...pod,
    spec: {...spec, nodeName: NODE_NAME},
    status: {
      ...(isMap(pod.status) ? pod.status : {}),
      phase: 'Running',
      hostIP: '127.0.0.1',
      podIP: '127.0.0.1',
      startTime: at,
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(type => ({type, status: 'True'})),
      containerStatuses: containers.map((c: {name?: string; image?: string}) => ({
        name: c.name,
        image: c.image,
        ready: true,
        restartCount: 0,
        state: {running: {startedAt: at}},
      })),
    },
  };
}

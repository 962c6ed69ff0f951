import {isMap, type KubeObject, seconds} from '../objects.js';
import {podSpecDefaults} from './pod-spec.js';
import type {Shape} from './shape.js';

interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/** Pods: what the API server makes of them, before any node is asked. */
export const pods: Shape = {
  generation: true,
  returnsDeleted: true,
  defaults: pod => ({
    ...pod,
    spec: {...podSpecDefaults(pod.spec), enableServiceLinks: specOf(pod).enableServiceLinks ?? true},
    status: pod.status ?? {},
  }),
  create: (pod, {at}) => ({...pod, status: {phase: 'Pending', ...gated(pod, at), qosClass: qosClass(pod)}}),
  // What an update may not touch: the status has its own subresource.
  update: (after, before) => ({...after, status: before.status}),
};

const specOf = (pod: KubeObject): Record<string, unknown> => (isMap(pod.spec) ? pod.spec : {});

function gated(pod: KubeObject, at: Date): object {
  if (!(specOf(pod).schedulingGates as unknown[] | undefined)?.length) return {};
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  const condition = {type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message};
  return {conditions: [{...condition, lastProbeTime: null, lastTransitionTime: seconds(at)}]};
}

/** @see https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
function qosClass(pod: KubeObject): string {
  const spec = specOf(pod);
  const containers = [spec.initContainers, spec.containers].flatMap(list => (Array.isArray(list) ? list : []));
  const asked = containers.map(c => (c as {resources?: Resources}).resources ?? {});
  const some = asked.some(({requests, limits}) => Object.keys({...requests, ...limits}).length);
  if (!some) return 'BestEffort';
  const whole = asked.every(({requests, limits}) =>
    ['cpu', 'memory'].every(
      name => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name],
    ),
  );
  return whole ? 'Guaranteed' : 'Burstable';
}

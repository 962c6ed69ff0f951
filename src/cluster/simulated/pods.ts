import {isMap, type KubeObject} from './objects.js';

/** The one node there is; it says of itself what it is. */
export const NODE_NAME = 'simulated-node';

/** The specification of a pod with the defaults that the API server fills in before it audits the request. */
export function withPodDefaults(pod: KubeObject): KubeObject {
  const spec = isMap(pod.spec) ? pod.spec : {};
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return {
    ...pod,
    spec: {
      ...spec,
      containers: containers.map(containerDefaults),
      restartPolicy: spec.restartPolicy ?? 'Always',
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
      dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
      securityContext: spec.securityContext ?? {},
      schedulerName: spec.schedulerName ?? 'default-scheduler',
      enableServiceLinks: spec.enableServiceLinks ?? true,
    },
    status: pod.status ?? {},
  };
}

function containerDefaults(container: unknown): unknown {
  if (!isMap(container)) return container;
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: String(container.image).endsWith(':latest') ? 'Always' : 'IfNotPresent',
    ...container,
  };
}

/** A pod as it is answered: with a service account, and not yet on a node. */
export const admittedPod = (pod: KubeObject): KubeObject => {
  const spec = isMap(pod.spec) ? pod.spec : {};
  const serviceAccount = String(spec.serviceAccountName ?? 'default');
  return {
    ...pod,
    spec: {...spec, serviceAccountName: serviceAccount, serviceAccount, priority: 0},
    status: {phase: 'Pending', qosClass: 'BestEffort'},
  };
};

/** The pod once the simulated node runs it. Nothing runs: there is a status, no process. */
export function runningPod(pod: KubeObject, at: string): KubeObject {
  const spec = isMap(pod.spec) ? pod.spec : {};
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return {
    ...pod,
    spec: {...spec, nodeName: NODE_NAME},
    status: {
      phase: 'Running',
      qosClass: 'BestEffort',
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

/** The node object. */
export const simulatedNode = (version: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: NODE_NAME, labels: {'kubernetes.io/hostname': NODE_NAME, 'kubedrill.dev/simulated': 'true'}},
  spec: {},
  status: {
    conditions: [{type: 'Ready', status: 'True'}],
    nodeInfo: {kubeletVersion: version, osImage: 'simulated', containerRuntimeVersion: 'simulated'},
    images: [{names: ['registry.k8s.io/pause:3.10']}],
  },
});

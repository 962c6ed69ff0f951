import {type KubeObject, seconds} from '../objects.js';

/** The one node there is; it says of itself what it is. */
export const NODE_NAME = 'simulated-node';
/** Where it is said to be: nothing answers there. */
export const NODE_ADDRESS = '172.18.0.2';

const RESOURCES = {cpu: '4', 'ephemeral-storage': '50Gi', memory: '8Gi', pods: '110'};

const REASONS = {
  MemoryPressure: ['False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  DiskPressure: ['False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  PIDPressure: ['False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  Ready: ['True', 'KubeletReady', 'simulated: nothing runs here'],
} as const;

/** The node object. */
export const simulatedNode = (version: string, at: Date): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: NODE_NAME,
    labels: {
      ...{'kubernetes.io/hostname': NODE_NAME, 'kubernetes.io/os': 'linux', 'kubedrill.dev/simulated': 'true'},
      'node-role.kubernetes.io/control-plane': '',
    },
  },
  spec: {podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24']},
  status: {
    addresses: [
      {type: 'InternalIP', address: NODE_ADDRESS},
      {type: 'Hostname', address: NODE_NAME},
    ],
    capacity: RESOURCES,
    allocatable: RESOURCES,
    conditions: Object.entries(REASONS).map(([type, [status, reason, message]]) => ({
      ...{type, status, reason, message, lastHeartbeatTime: seconds(at), lastTransitionTime: seconds(at)},
    })),
    nodeInfo: {
      ...{kubeletVersion: version, kubeProxyVersion: '', osImage: 'simulated', containerRuntimeVersion: 'simulated'},
      ...{kernelVersion: 'simulated', operatingSystem: 'linux', architecture: 'simulated'},
      ...{machineID: '', systemUUID: '', bootID: ''},
    },
    images: [{names: ['registry.k8s.io/pause:3.10']}],
  },
});

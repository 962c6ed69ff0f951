import type {KubeObject} from '../objects.js';

/** The one node there is; it says of itself what it is. */
export const NODE_NAME = 'simulated-node';

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

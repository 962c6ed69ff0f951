import {expect, test} from 'vitest';
import {type Asked, alertsOn} from '../helpers/audit-events.js';

const system = (name: string) => `system:serviceaccount:kube-system:${name}`;
const pod = (container: object, spec: object = {}) => ({spec: {containers: [container], ...spec}});

test('rules are silent on the namespace controller, which empties a namespace that is being deleted', () => {
  const collections = [
    '/api/v1/namespaces/shop/events',
    '/apis/events.k8s.io/v1/namespaces/shop/events',
    '/api/v1/namespaces/shop/secrets',
    '/api/v1/namespaces/shop/pods',
    '/api/v1/namespaces/shop/services',
    '/api/v1/namespaces/shop/endpoints',
    '/api/v1/namespaces/shop/persistentvolumeclaims',
    '/apis/apps/v1/namespaces/shop/deployments',
    '/apis/apps/v1/namespaces/shop/statefulsets',
    '/apis/batch/v1/namespaces/shop/cronjobs',
  ];
  const emptied = collections.flatMap((path): Asked[] => {
    const common = {path, user: system('namespace-controller'), annotations: {'k8s.io/deprecated': 'true'}};
    return [{...common, method: 'DELETE'}, common];
  });
  expect(alertsOn(...emptied)).toEqual([]);
});

test('rules are silent on nodes: their static pods, the Secrets of their pods, requests about pods that are gone', () => {
  const node = {user: 'system:node:worker-1', groups: ['system:nodes', 'system:authenticated']};
  const secrets = ['a', 'b', 'c', 'd', 'e'].map(name => ({...node, path: `/api/v1/namespaces/shop/secrets/${name}`}));
  const gone = Array.from({length: 20}, (_, i) => ({
    ...node,
    path: `/api/v1/namespaces/shop/pods/web-${i}`,
    code: 403,
    annotations: {'authorization.k8s.io/decision': 'forbid'},
  }));
  const path = '/api/v1/namespaces/kube-system/pods';
  const mirror = {...node, method: 'POST', path, code: 201, body: {metadata: {name: 'kube-proxy-abcde'}}};
  expect(alertsOn(...secrets, ...gone, mirror)).toEqual([]);
});

test('rules are silent on pods that controllers make: the workload was looked at when it was written', () => {
  const made = (controller: string, namespace: string, body: object) => ({
    user: system(controller),
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods`,
    code: 201,
    body: {...body, metadata: {ownerReferences: [{kind: 'ReplicaSet', name: 'x', controller: true}]}},
  });
  const command = ['sh', '-c', 'echo AWS_SECRET_ACCESS_KEY=abc'];
  expect(
    alertsOn(
      made('daemon-set-controller', 'kube-system', pod({}, {serviceAccountName: 'kube-proxy'})),
      made('replicaset-controller', 'shop', pod({command})),
      made('job-controller', 'shop', pod({args: ['--url', 'stratum+tcp://pool.invalid:3333']})),
      made('statefulset-controller', 'shop', pod({resources: {requests: {cpu: '64'}}})),
      made('replicaset-controller', 'shop', pod({image: 'registry.example/log4j:2.14.1'})),
    ),
  ).toEqual([]);
});

test('rules are silent on the API server and its scheduler and managers looking through everything', () => {
  const kinds = ['namespaces', 'nodes', 'pods', 'services', 'serviceaccounts', 'configmaps', 'endpoints'];
  const users = ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'];
  const lists = users.flatMap(user => kinds.map(kind => ({user, path: `/api/v1/${kind}`})));
  expect(alertsOn(...lists)).toEqual([]);
});

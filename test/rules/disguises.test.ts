import {expect, it} from 'vitest';
import {type Asked, alertsOn} from '../helpers/audit-events.js';

const podWith = (spec: object, more: Partial<Asked> = {}): Asked => ({
  method: 'POST',
  path: '/api/v1/namespaces/shop/pods',
  code: 201,
  body: {metadata: {name: 'p'}, spec},
  ...more,
});
const mounting = (path: string) => podWith({volumes: [{name: 'v', hostPath: {path}}]});
const running = (...images: string[]) => podWith({containers: images.map(image => ({name: 'c', image}))});

it.each([
  '/',
  '//',
  '/etc/',
  '//./etc',
  '/etc//kubernetes/pki',
  '/var/lib/./kubelet',
  '/proc/1/root',
  '/run/docker.sock',
])('the node path %s is sensitive however it is spelt', path =>
  expect(alertsOn(mounting(path))).toEqual(['sensitive-host-path']),
);

it.each(['/lib/modules', '/etc/localtime', '/etc/ssl/certs', '/run/xtables.lock', '/srv/data', '/var/lib/app'])(
  'the node path %s is none that a node is taken from',
  path => expect(alertsOn(mounting(path))).toEqual([]),
);

it.each([
  ['registry.invalid/a/b:1', ['unapproved-registry-image']],
  ['192.0.2.7:5000/b@sha256:00', ['unapproved-registry-image']],
  ['localhost/b:1', ['unapproved-registry-image']],
  ['quay.io.example.invalid/b:1', ['unapproved-registry-image']],
  ['docker.io/library/b:latest', ['mutable-image-tag']],
  ['b', ['mutable-image-tag']],
  ['registry.invalid:5000/a/b', ['mutable-image-tag', 'unapproved-registry-image']],
  ['b:1.2', []],
  ['a/b:latest@sha256:00', []],
  ['quay.io/a/b@sha256:00', []],
])('an image named %s is told by its host and its version', (image, expected) => {
  expect(alertsOn(running(image)).sort()).toEqual(expected);
});

it('an image without a host, thus of docker.io, does not hide a foreign one beside it', () => {
  expect(alertsOn(running('b:1', 'registry.invalid/c:1'))).toEqual(['unapproved-registry-image']);
});

const CONTROLLER = 'system:serviceaccount:kube-system:replicaset-controller';
const PRIVILEGED = {containers: [{name: 'c', image: 'b:1', securityContext: {privileged: true}}]};

it("a controller's pod is its workload's matter, and the controller's own pod is not", () => {
  const owned = {metadata: {ownerReferences: [{kind: 'ReplicaSet', controller: true}]}, spec: PRIVILEGED};
  expect(alertsOn(podWith(PRIVILEGED, {user: CONTROLLER, body: owned}))).toEqual([]);
  expect(alertsOn(podWith(PRIVILEGED, {user: CONTROLLER}))).toEqual(['privileged-pod-created']);
  expect(alertsOn(podWith(PRIVILEGED, {body: owned}))).toEqual(['privileged-pod-created']);
});

it('kube-proxy may be what it is when it is installed, and nothing else may, and not later', () => {
  const path = '/apis/apps/v1/namespaces/kube-system/daemonsets';
  const body = {spec: {template: {spec: {...PRIVILEGED, hostNetwork: true}}}};
  // The name of what is created stands in the event, though not in the path.
  const created = (name: string) => alertsOn({method: 'POST', path, code: 201, body, name});
  const both = ['host-namespace-shared', 'privileged-pod-created'];
  expect(created('kube-proxy')).toEqual([]);
  expect(created('kube-proxy-2')).toEqual(both);
  expect(alertsOn({method: 'PUT', path: `${path}/kube-proxy`, body})).toEqual(both);
});

const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments';
const template = (...containers: object[]) => ({spec: {template: {spec: {containers}}}});
const web = {name: 'web', image: 'b:1'};
const side = {name: 'side', image: 'b:1'};
const holding = (...containers: object[]) => ({metadata: {uid: 'u1'}, ...template(...containers)});
const made: Asked = {
  method: 'POST',
  path: DEPLOYMENTS,
  name: 'web',
  code: 201,
  body: template(web),
  answer: holding(web),
};
const written = (method: string, body: unknown, answer: unknown): Asked => ({
  method,
  path: `${DEPLOYMENTS}/web`,
  body,
  answer,
});

it('a container that joins a workload is seen whatever brings it, and a rollout is not', () => {
  const joined = holding(side, web);
  const changed = ['workload-containers-changed'];
  expect(alertsOn(made, written('PATCH', template({...web, image: 'b:2'}), holding(web)))).toEqual([]);
  expect(alertsOn(made, written('PATCH', template(side), joined))).toEqual(changed);
  expect(alertsOn(made, written('PUT', template(web, side), joined))).toEqual(changed);
  expect(alertsOn(written('PATCH', template({...side, command: ['nc']}), joined))).toEqual([
    'workload-container-patched-in',
  ]);
});

it('a label is no change of containers, and neither is a namesake that is made anew', () => {
  const label = written('PATCH', {metadata: {labels: {a: 'b'}}}, holding(side, web));
  const anew = {...made, body: template(side), answer: {...holding(side), metadata: {uid: 'u2'}}};
  expect(alertsOn(made, label)).toEqual([]);
  expect(alertsOn(made, anew)).toEqual([]);
});

it('a JSON patch hides neither a privileged container nor a wildcard role nor a node port', () => {
  const patch = (path: string, op: object, answer: unknown = {}) =>
    alertsOn({method: 'PATCH', path, body: [{op: 'add', ...op}], answer});
  const live = `${DEPLOYMENTS}/web`;
  const field = '/spec/template/spec/containers/0/securityContext/privileged';
  const privileged = template(...PRIVILEGED.containers);
  expect(patch(live, {path: field, value: true}, privileged)).toEqual(['privileged-pod-created']);
  expect(patch(live, {path: '/metadata/labels/a', value: 'b'}, privileged)).toEqual([]);
  const role = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/r';
  const everything = {rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]};
  expect(patch(role, {path: '/rules/0/verbs', value: ['*']}, everything)).toEqual(['escalating-role-written']);
  const service = '/api/v1/namespaces/shop/services/s';
  expect(patch(service, {path: '/spec/type', value: 'NodePort'})).toEqual(['nodeport-opened']);
});

it("a volume's path alerts when it is made, not when a controller writes the volume", () => {
  const body = {spec: {hostPath: {path: '/etc'}}};
  const path = '/api/v1/persistentvolumes';
  expect(alertsOn({method: 'POST', path, code: 201, body})).toEqual(['sensitive-host-path']);
  expect(alertsOn({method: 'PUT', path: `${path}/v`, body})).toEqual([]);
});

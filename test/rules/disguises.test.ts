import {beforeAll, expect, it} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load.js';
import type {RuleSet} from '../../src/sigma/rule-set.js';

let rules: RuleSet;
beforeAll(() => {
  rules = loadRules(['rules']).set;
});

type Write = Pick<AuditEvent, 'verb'> & Partial<AuditEvent>;

/** Ids of the rules that match with the last of some writes, a second apart. */
function alertsOn(...writes: Write[]): string[] {
  const engine = createRuleEngine(rules);
  const matches = writes.map((write, i) => engine.push(eventOf(write, i)));
  return (matches.at(-1) ?? []).map(match => match.rule.id);
}

const eventOf = (write: Write, i: number): AuditEvent => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: `00000000-0000-4000-8000-00000000000${i}`,
  stage: 'ResponseComplete',
  requestURI: '/',
  user: {username: 'jane', groups: ['system:authenticated']},
  requestReceivedTimestamp: `2026-11-25T10:00:0${i}.000000Z`,
  stageTimestamp: `2026-11-25T10:00:0${i}.000000Z`,
  responseStatus: {code: write.verb === 'create' ? 201 : 200},
  ...write,
});

const podWith = (spec: object, more: Partial<AuditEvent> = {}): Write => ({
  verb: 'create',
  objectRef: {resource: 'pods', namespace: 'shop', name: 'p', apiVersion: 'v1'},
  requestObject: {kind: 'Pod', apiVersion: 'v1', metadata: {name: 'p'}, spec},
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

const CONTROLLER = {username: 'system:serviceaccount:kube-system:replicaset-controller', groups: []};
const PRIVILEGED = {containers: [{name: 'c', image: 'b:1', securityContext: {privileged: true}}]};

it("a controller's pod is its workload's matter, and the controller's own pod is not", () => {
  const owned = {metadata: {ownerReferences: [{kind: 'ReplicaSet', controller: true}]}, spec: PRIVILEGED};
  expect(alertsOn(podWith(PRIVILEGED, {user: CONTROLLER, requestObject: owned}))).toEqual([]);
  expect(alertsOn(podWith(PRIVILEGED, {user: CONTROLLER}))).toEqual(['privileged-pod-created']);
  expect(alertsOn(podWith(PRIVILEGED, {requestObject: owned}))).toEqual(['privileged-pod-created']);
});

const daemonSet = (verb: string, name: string): Write => ({
  verb,
  objectRef: {apiGroup: 'apps', resource: 'daemonsets', namespace: 'kube-system', name, apiVersion: 'v1'},
  requestObject: {spec: {template: {spec: {...PRIVILEGED, hostNetwork: true}}}},
});

it('kube-proxy may be what it is when it is installed, and nothing else may, and not later', () => {
  const both = ['host-namespace-shared', 'privileged-pod-created'];
  expect(alertsOn(daemonSet('create', 'kube-proxy'))).toEqual([]);
  expect(alertsOn(daemonSet('create', 'kube-proxy-2')).sort()).toEqual(both);
  expect(alertsOn(daemonSet('update', 'kube-proxy')).sort()).toEqual(both);
});

const deployment = (verb: string, requestObject: unknown, names: string[], uid = 'u1'): Write => ({
  verb,
  objectRef: {apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web', apiVersion: 'v1'},
  requestObject,
  responseObject: {metadata: {uid}, spec: {template: {spec: {containers: names.map(name => ({name, image: 'b:1'}))}}}},
});
const template = (...containers: object[]) => ({spec: {template: {spec: {containers}}}});
const web = {name: 'web', image: 'b:1'};

it('a container that joins a workload is seen whatever brings it, and a rollout is not', () => {
  const made = deployment('create', template(web), ['web']);
  const sidecar = {name: 'side', image: 'b:1'};
  const joined = ['side', 'web'];
  expect(alertsOn(made, deployment('patch', template({...web, image: 'b:2'}), ['web']))).toEqual([]);
  expect(alertsOn(made, deployment('patch', template(sidecar), joined))).toEqual(['workload-containers-changed']);
  expect(alertsOn(made, deployment('update', template(web, sidecar), joined))).toEqual(['workload-containers-changed']);
  expect(alertsOn(deployment('patch', template({...sidecar, command: ['nc']}), joined))).toEqual([
    'workload-container-patched-in',
  ]);
});

it('a label on a workload whose containers changed, and a namesake of it, are no further change', () => {
  const made = deployment('create', template(web), ['web']);
  const changed = deployment('patch', template({name: 'side', image: 'b:1'}), ['side', 'web']);
  expect(alertsOn(made, changed, deployment('patch', {metadata: {labels: {a: 'b'}}}, ['side', 'web']))).toEqual([]);
  expect(alertsOn(made, deployment('create', template({name: 'other', image: 'b:1'}), ['other'], 'u2'))).toEqual([]);
});

it('a JSON patch hides neither a privileged container nor a wildcard role nor a node port', () => {
  const patch = (resource: string, apiGroup: string, op: object, responseObject: object = {}): Write => ({
    verb: 'patch',
    objectRef: {apiGroup, resource, namespace: 'shop', name: 'x', apiVersion: 'v1'},
    requestObject: [{op: 'add', ...op}],
    responseObject,
  });
  const path = '/spec/template/spec/containers/0/securityContext/privileged';
  const answer = {spec: {template: {spec: PRIVILEGED}}};
  expect(alertsOn(patch('deployments', 'apps', {path, value: true}, answer))).toEqual(['privileged-pod-created']);
  expect(alertsOn(patch('deployments', 'apps', {path: '/metadata/labels/a', value: 'b'}, answer))).toEqual([]);
  const everything = {rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]};
  const role = patch('roles', 'rbac.authorization.k8s.io', {path: '/rules/0/verbs', value: ['*']}, everything);
  expect(alertsOn(role)).toEqual(['escalating-role-written']);
  expect(alertsOn(patch('services', '', {path: '/spec/type', value: 'NodePort'}))).toEqual(['nodeport-opened']);
});

it("a volume's path alerts when it is made, not when a controller writes the volume", () => {
  const volume = (verb: string): Write => ({
    verb,
    objectRef: {resource: 'persistentvolumes', name: 'v', apiVersion: 'v1'},
    requestObject: {spec: {hostPath: {path: '/etc'}}},
  });
  expect(alertsOn(volume('create'))).toEqual(['sensitive-host-path']);
  expect(alertsOn(volume('update'))).toEqual([]);
});

import {describe, expect, test} from 'vitest';
import {podNamed, simulated} from '../../helpers/simulated.js';

const PODS = '/api/v1/namespaces/a/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/a/deployments';
const STRATEGIC = {contentType: 'application/strategic-merge-patch+json'};
const MERGE = {contentType: 'application/merge-patch+json'};
type Named = {metadata: {name: string; generation?: number}};

const deployment = (name: string, replicas = 1) => ({
  metadata: {name},
  spec: {
    replicas,
    selector: {matchLabels: {app: name}},
    template: {metadata: {labels: {app: name}}, spec: {containers: [{name: 'web', image: 'web:1'}]}},
  },
});

/** What a Deployment is not: its selector is the server's, and its pods end. */
const ENDING = {
  selector: undefined,
  template: {spec: {...deployment('').spec.template.spec, restartPolicy: 'Never'}},
};

describe('parts of objects on the simulated API server', () => {
  test('a debug container is added by its own subresource, and looked at by Pod Security', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a', {'pod-security.kubernetes.io/enforce': 'baseline'});
    await admin('POST', PODS, podNamed('web'));
    const patch = (securityContext: object) => ({
      spec: {ephemeralContainers: [{name: 'debugger', image: 'busybox:stable', securityContext}]},
    });
    const path = `${PODS}/web/ephemeralcontainers`;
    expect((await admin('PATCH', path, patch({privileged: true}), STRATEGIC)).code).toBe(403);
    expect((await admin('PATCH', path, patch({}), STRATEGIC)).body).toMatchObject({
      metadata: {generation: 2},
      spec: {containers: [{name: 'c'}], ephemeralContainers: [{name: 'debugger', imagePullPolicy: 'IfNotPresent'}]},
    });
  });

  test('a workload is scaled by its own subresource, and its pods follow', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', DEPLOYMENTS, deployment('web'));
    const pods = async () => ((await admin('GET', PODS)).body as {items: Named[]}).items.length;
    await expect.poll(pods).toBe(1);
    const scaled = await admin('PATCH', `${DEPLOYMENTS}/web/scale`, {spec: {replicas: 3}}, MERGE);
    expect(scaled.body).toMatchObject({kind: 'Scale', spec: {replicas: 3}, status: {selector: 'app=web'}});
    await expect.poll(pods).toBe(3);
    expect((await admin('GET', `${DEPLOYMENTS}/web/scale`)).body).toMatchObject({spec: {replicas: 3}});
    await admin('PATCH', `${DEPLOYMENTS}/web/scale`, {spec: {replicas: 0}}, MERGE);
    await expect.poll(pods).toBe(0);
  });

  test('another template is another ReplicaSet, and what belongs to a Deployment goes with it', async () => {
    const {admin, namespace, events} = await simulated();
    await namespace('a');
    await admin('POST', DEPLOYMENTS, deployment('web'));
    const sets = async () =>
      (
        (await admin('GET', '/apis/apps/v1/namespaces/a/replicasets')).body as {items: {spec: {replicas: number}}[]}
      ).items
        .map(set => set.spec.replicas)
        .sort();
    await expect.poll(sets).toEqual([1]);
    const image = {spec: {template: {spec: {containers: [{name: 'web', image: 'web:2'}]}}}};
    expect((await admin('PATCH', `${DEPLOYMENTS}/web`, image, STRATEGIC)).body).toMatchObject({
      metadata: {generation: 2},
    });
    await expect.poll(sets).toEqual([0, 1]);
    await admin('DELETE', `${DEPLOYMENTS}/web`);
    await expect.poll(sets).toEqual([]);
    const controllers = events().map(e => `${e.user.username?.split(':').at(-1)} ${e.verb} ${e.objectRef?.resource}`);
    expect(controllers).toEqual(
      expect.arrayContaining([
        'deployment-controller create replicasets',
        'replicaset-controller create pods',
        'generic-garbage-collector delete replicasets',
      ]),
    );
  });

  test.each([
    ['apps', 'statefulsets', {replicas: 2}, ['set-0', 'set-1']],
    ['apps', 'daemonsets', {}, [expect.stringMatching(/^set-/)]],
    ['batch', 'jobs', ENDING, [expect.stringMatching(/^set-/)]],
    ['batch', 'jobs', {...ENDING, suspend: true}, []],
  ])('%s/%s with %j have the pods that they ask for', async (group, resource, more, pods) => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const {spec} = deployment('set');
    const made = await admin('POST', `/apis/${group}/v1/namespaces/a/${resource}`, {
      metadata: {name: 'set'},
      spec: {...spec, ...more},
    });
    expect(made.code).toBe(201);
    await admin('POST', DEPLOYMENTS, deployment('later'));
    const names = async () =>
      ((await admin('GET', PODS)).body as {items: Named[]}).items.map(pod => pod.metadata.name).sort();
    // Who came later has its pods, so those before it have theirs.
    await expect.poll(names).toContainEqual(expect.stringMatching(/^later-/));
    expect((await names()).filter(name => !name.startsWith('later-'))).toEqual(pods);
  });

  test('lists are merged in the order that the real server gives', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', DEPLOYMENTS, deployment('web', 0));
    const names = (body: unknown) =>
      (body as {spec: {template: {spec: {containers: {name: string}[]}}}}).spec.template.spec.containers.map(
        c => c.name,
      );
    const adding = (name: string) => ({spec: {template: {spec: {containers: [{name, image: 'x:1'}]}}}});
    const patched = await admin('PATCH', `${DEPLOYMENTS}/web`, adding('first'), STRATEGIC);
    expect(names(patched.body)).toEqual(['first', 'web']);
    const apply = {contentType: 'application/apply-patch+yaml'};
    const wanted = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}, ...adding('last')};
    const applied = await admin('PATCH', `${DEPLOYMENTS}/web?fieldManager=x`, wanted, apply);
    expect(names(applied.body)).toEqual(['first', 'web', 'last']);
    const removed = {spec: {template: {spec: {containers: [{name: 'first', $patch: 'delete'}]}}}};
    expect(names((await admin('PATCH', `${DEPLOYMENTS}/web`, removed, STRATEGIC)).body)).toEqual(['web', 'last']);
  });

  test('the kubelet of the node shows its pods through the proxy, and no other node has one', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    await admin('POST', PODS, podNamed('web'));
    const seen = async () =>
      ((await admin('GET', '/api/v1/nodes/simulated-node/proxy/pods')).body as {items: Named[]}).items.map(
        pod => pod.metadata.name,
      );
    await expect.poll(seen).toEqual(['web']);
    expect((await admin('GET', '/api/v1/nodes/other/proxy/pods')).code).toBe(404);
  });
});

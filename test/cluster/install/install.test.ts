import {describe, expect, test} from 'vitest';
import {removeStack} from '../../../src/cluster/install/down.js';
import {type KubeObject, STACK_LABEL} from '../../../src/cluster/install/kube-object.js';
import type {Objects} from '../../../src/cluster/install/objects.js';
import {installStack} from '../../../src/cluster/install/up.js';
import {ObjectServer} from '../../helpers/object-server.js';
import {skippingClock} from '../../helpers/skipping-clock.js';
import {never} from '../../helpers/source.js';

const HOME = 'kubedrill-demo';
const STACK = {
  ...{name: 'demo', dir: '', title: 'Demo', namespace: HOME, memory: '', notes: [], forward: [], postsToHost: false},
  ...{secrets: ['password'], files: ['password']},
};

const object = (apiVersion: string, kind: string, name: string, more: object = {}, namespace?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name, ...(namespace !== undefined && {namespace}), labels: {[STACK_LABEL]: 'demo'}},
  ...more,
});
const NAMESPACE = object('v1', 'Namespace', HOME);
const ROLE = object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'demo-reader');
const SERVER = object(
  'apps/v1',
  'Deployment',
  'server',
  {spec: {replicas: 1, template: {metadata: {labels: {app: 'server'}}}}},
  HOME,
);
const CONSTRAINT = object('constraints.example.com/v1', 'Constraint', 'no-such-thing');
const READY = {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1};

const up = async (objects: Objects, planned: KubeObject[], progress: string[] = []) =>
  installStack(objects, STACK, planned, {
    ...{clock: skippingClock(), signal: never, timeoutMs: 30_000, hostAddress: undefined},
    onProgress: line => progress.push(line),
  });
const down = (objects: Objects) =>
  removeStack(objects, STACK, {clock: skippingClock(), signal: never, timeoutMs: 30_000, onProgress: () => {}});

/** A server whose Deployments are up at once. */
function readyServer(): ObjectServer {
  const server = new ObjectServer();
  server.controller = made => {
    if (made.kind === 'Deployment') made.status = READY;
  };
  return server;
}

describe('stack up', () => {
  test('writes down what it makes before it makes it, and tells what came up', async () => {
    const server = readyServer();
    const progress: string[] = [];
    const secrets = await up(await server.open(), [NAMESPACE, ROLE, SERVER], progress);
    expect(server.changes).toEqual([
      `apply Namespace ${HOME}`,
      'apply ConfigMap kubedrill-inventory',
      'apply Secret generated',
      'apply ClusterRole demo-reader',
      'apply Deployment server',
    ]);
    expect(progress).toEqual([`3 objects applied in ${HOME}`, `Deployment ${HOME}/server is up, 0 ms`]);
    expect(secrets.get('password')?.reveal()).toMatch(/^[0-9a-f]{48}$/);
    expect(JSON.stringify([...secrets])).not.toContain(secrets.get('password')?.reveal());
  });

  test('a second time keeps the secrets that what runs was started with', async () => {
    const objects = await readyServer().open();
    const first = await up(objects, [NAMESPACE, SERVER]);
    const second = await up(objects, [NAMESPACE, SERVER]);
    expect(second.get('password')?.reveal()).toBe(first.get('password')?.reveal());
  });

  test('takes over nothing that somebody else has made, and makes nothing then', async () => {
    const server = readyServer();
    const objects = await server.open();
    await objects.apply({...ROLE, metadata: {name: 'demo-reader'}});
    server.changes.length = 0;
    await expect(up(objects, [NAMESPACE, ROLE, SERVER])).rejects.toMatchObject({
      exitCode: 3,
      message: 'ClusterRole demo-reader is there already, and not by `kubedrill stack up demo`',
    });
    expect(server.changes).toEqual([]);
  });

  test('waits for a namespace to be gone rather than fill one that is going', async () => {
    const server = readyServer();
    const objects = await server.open();
    await objects.apply({...NAMESPACE, metadata: {...NAMESPACE.metadata, deletionTimestamp: '2026-11-28T15:00:00Z'}});
    await expect(up(objects, [NAMESPACE])).rejects.toThrow(`the namespace ${HOME} is still being deleted`);
  });

  test('applies objects of kinds that the stack itself brings once they are served', async () => {
    const server = readyServer();
    const made = server.controller;
    let looks = 0;
    server.controller = applied => {
      made(applied);
      if (applied.kind === 'Deployment') looks += 1;
      if (looks) server.served['constraints.example.com/v1'] = [['Constraint', 'constraints', false]];
    };
    await up(await server.open(), [NAMESPACE, CONSTRAINT, SERVER]);
    expect(server.changes.slice(-2)).toEqual(['apply Deployment server', 'apply Constraint no-such-thing']);
  });

  test('says of a kind that never comes that it does not', async () => {
    await expect(up(await readyServer().open(), [NAMESPACE, CONSTRAINT])).rejects.toThrow(
      'the stack does not serve constraints.example.com/v1 Constraint',
    );
  });

  test.each([
    [
      {containerStatuses: [{name: 'c', image: 'example.com/server:1.0.0', state: {waiting: {reason: 'ErrImagePull'}}}]},
      'its node cannot pull the image example.com/server:1.0.0',
    ],
    [
      {containerStatuses: [{name: 'c', image: 'i', state: {waiting: {reason: 'CrashLoopBackOff'}}}]},
      'container c is in CrashLoopBackOff',
    ],
    [
      {conditions: [{type: 'PodScheduled', status: 'False', message: '0/1 nodes are available: Insufficient memory.'}]},
      'no node takes its pod: 0/1 nodes are available: Insufficient memory.',
    ],
  ])('tells once what holds a workload up, and at last gives up: %j', async (status, reason) => {
    const server = new ObjectServer();
    const objects = await server.open();
    const pod = object('v1', 'Pod', 'server-1', {status}, HOME);
    await objects.apply({...pod, metadata: {...pod.metadata, labels: {app: 'server'}}});
    const progress: string[] = [];
    await expect(up(objects, [NAMESPACE, SERVER], progress)).rejects.toMatchObject({
      exitCode: 3,
      message: `Deployment ${HOME}/server is not up after 30.0 s: ${reason}`,
    });
    expect(progress).toEqual([`2 objects applied in ${HOME}`, `Deployment ${HOME}/server waits: ${reason}`]);
  });

  test('a Job that failed is not waited for', async () => {
    const server = new ObjectServer();
    server.served['batch/v1'] = [['Job', 'jobs', true]];
    server.controller = made => {
      if (made.kind === 'Job') made.status = {conditions: [{type: 'Failed', status: 'True'}]};
    };
    const job = object('batch/v1', 'Job', 'setup', {spec: {template: {metadata: {labels: {app: 'setup'}}}}}, HOME);
    await expect(up(await server.open(), [NAMESPACE, job])).rejects.toThrow(`Job ${HOME}/setup failed`);
  });
});

describe('stack down', () => {
  test('deletes what was made, the namespace last, and leaves what is not of the stack', async () => {
    const server = readyServer();
    server.served['constraints.example.com/v1'] = [['Constraint', 'constraints', false]];
    const objects = await server.open();
    const others = {...ROLE, metadata: {name: 'of-others', labels: {[STACK_LABEL]: 'efk'}}};
    await objects.apply(others);
    await up(objects, [NAMESPACE, ROLE, SERVER, CONSTRAINT]);
    server.changes.length = 0;
    server.collector = deleted => {
      // Its kind goes with its definition, as the garbage collector sees to.
      if (deleted.kind === 'Constraint') delete server.served['constraints.example.com/v1'];
    };
    await down(objects);
    expect(server.changes).toEqual([
      'delete Constraint no-such-thing',
      'delete ClusterRole demo-reader',
      `delete Namespace ${HOME}`,
    ]);
    expect(server.names).toEqual(['ClusterRole of-others']);
  });

  test('finishes what an `up` has left that was cut off, also without an inventory', async () => {
    const server = readyServer();
    const objects = await server.open();
    await objects.apply(NAMESPACE);
    await objects.apply(ROLE);
    expect(await down(objects)).toBe(2);
    expect(server.names).toEqual([]);
    expect(await down(objects)).toBe(0);
  });

  test('what somebody else has made meanwhile under a name of the inventory stays', async () => {
    const server = readyServer();
    const objects = await server.open();
    await up(objects, [NAMESPACE, ROLE]);
    await objects.apply({...ROLE, metadata: {name: 'demo-reader'}});
    await down(objects);
    expect(server.names).toEqual(['ClusterRole demo-reader']);
  });

  test('touches nothing in a namespace that is not its own', async () => {
    const server = readyServer();
    const objects = await server.open();
    await objects.apply({...NAMESPACE, metadata: {name: HOME}});
    await objects.apply(ROLE);
    await expect(down(objects)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('nothing was deleted'),
    });
    expect(server.names).toEqual(['ClusterRole demo-reader', `Namespace ${HOME}`]);
  });
});

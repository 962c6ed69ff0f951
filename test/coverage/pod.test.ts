import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {describe, expect, onTestFinished, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import {judge} from '../../src/coverage/judge.js';
import {containers} from '../../src/coverage/probes/containers.js';
import type {ProbeContext} from '../../src/coverage/probes/probe.js';
import {Journal} from '../../src/run/journal/journal.js';
import {fastClock} from '../helpers/fast-clock.js';
import {loopback, type Reply} from '../helpers/loopback.js';
import {never} from '../helpers/source.js';
import {tempDir} from '../helpers/temp.js';

/** An API server that says of a pod what a test wants to be said, and what it was asked. */
async function apiWith({created, status, log}: {created?: () => Reply; status: () => object; log?: Reply}) {
  const server = await loopback(({method, path}) => {
    if (method === 'POST') return created?.() ?? {status: 201, body: {}};
    return path.endsWith('/log') ? (log ?? {body: ''}) : {body: {status: status()}};
  });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    {name: 'test', server: server.url, skipTLSVerify: true},
    {name: 'test', token: 'x'},
  );
  const client = new ApiClient(kubeConfig, 'test/1');
  onTestFinished(() => client.close());
  const cluster: Cluster = {
    ...{kind: 'existing', name: 'test', simulated: false, version: 'v1.34.4', kubeConfig, auditLog: undefined},
    capabilities: new Set(['api', 'node'] as const),
    auditPolicy: async () => undefined,
    release: async () => 'not ours',
  };
  const context: ProbeContext = {
    ...{cluster, client, clock: fastClock(50), journal: new Journal(join(tempDir(), 'journal.ndjson'))},
    ...{run: 'a1b2c3', token: 'kd-a1b2c3', lines: 4, image: 'busybox:stable', patienceMs: 1000, hasStack: false},
    place: () => undefined,
    turn: write => write(),
    signal: never,
  };
  return {context, received: server.received};
}

const line = (n: number) => `2026-11-28T15:04:36.63727314${n}Z kda1b2c3containers n=${n} of 4\n`;

describe('a pod that writes markers', () => {
  test('is made under the restricted standard, and its lines are those that the kubelet shows', async () => {
    const log = {body: [1, 2, 3, 4].map(line).join('')};
    const {context, received} = await apiWith({status: () => ({phase: 'Running'}), log});
    const [observation] = await containers.run(context);
    expect(observation).toMatchObject({log: 'containers', source: {where: 'the log of pod containers', seen: 4}});
    expect(received[0]?.body).toMatchObject({
      metadata: {labels: {'kubedrill.dev/run': 'a1b2c3'}},
      spec: {
        securityContext: {runAsNonRoot: true, seccompProfile: {type: 'RuntimeDefault'}},
        containers: [
          {
            imagePullPolicy: 'IfNotPresent',
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: ['ALL']}},
          },
        ],
      },
    });
  });

  test('of which the kubelet has no longer every line has lost them at the source', async () => {
    const {context} = await apiWith({status: () => ({phase: 'Running'}), log: {body: line(3) + line(4)}});
    const [observation] = await containers.run(context);
    expect(observation && judge(observation, 1000)).toMatchObject({state: 'lossy', lost: 2, source: {seen: 2}});
  });

  test('whose log may not be read is observed by the store alone', async () => {
    const {context} = await apiWith({
      status: () => ({phase: 'Succeeded'}),
      log: {status: 403, body: {kind: 'Status', message: 'pods/log is forbidden'}},
    });
    const [observation] = await containers.run(context);
    expect(observation).toMatchObject({source: {unknown: 'it cannot be read: HTTP 403 pods/log is forbidden'}});
    expect(observation?.written.size).toBe(4);
  });

  test.each([
    [
      'whose image cannot be had',
      {containerStatuses: [{state: {waiting: {reason: 'ImagePullBackOff', message: 'Back-off pulling image'}}}]},
      'the pod containers does not run: ImagePullBackOff Back-off pulling image',
    ],
    [
      'for which there is no room',
      {conditions: [{type: 'PodScheduled', status: 'False', message: '0/1 nodes are available'}]},
      'the pod containers does not run: 0/1 nodes are available',
    ],
    [
      'that the runtime cannot start',
      {containerStatuses: [{state: {terminated: {exitCode: 128, message: 'exec: "sh": not found'}}}]},
      'the pod containers does not run: it ended with 128 exec: "sh": not found',
    ],
  ])('%s is told with the reason, and what to do', async (_name, status, message) => {
    const {context} = await apiWith({status: () => ({phase: 'Pending', ...status})});
    await expect(containers.run(context)).rejects.toMatchObject({
      message,
      nextSteps: [expect.stringContaining('--workload-image')],
    });
  });

  test('is made once the namespace has its service account, and the API server has the time', async () => {
    const answers: Reply[] = [
      {
        status: 403,
        body: {
          kind: 'Status',
          message: 'error looking up service account kd/default: serviceaccount "default" not found',
        },
      },
      {status: 500, body: {kind: 'Status', message: 'etcdserver: request timed out'}},
      {status: 409, body: {kind: 'Status', message: 'pods "containers" already exists'}},
    ];
    const {context, received} = await apiWith({
      ...{created: () => answers.shift() ?? {status: 201, body: {}}, status: () => ({phase: 'Running'})},
      log: {body: [1, 2, 3, 4].map(line).join('')},
    });
    expect((await containers.run(context))[0]?.source).toMatchObject({seen: 4});
    expect(received.filter(r => r.method === 'POST')).toHaveLength(3);
  });

  test('that is refused for good is not asked for again', async () => {
    const message = 'pods is forbidden: User "x" cannot create resource "pods"';
    const {context, received} = await apiWith({
      ...{created: () => ({status: 403, body: {kind: 'Status', message}}), status: () => ({})},
    });
    await expect(containers.run(context)).rejects.toThrow(`HTTP 403, ${message}`);
    expect(received).toHaveLength(1);
  });
});

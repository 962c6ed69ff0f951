import {randomUUID} from 'node:crypto';
import {PassThrough} from 'node:stream';
import {Exec, Watch} from '@kubernetes/client-node';
import {describe, expect, test} from 'vitest';
import {ApiClient} from '../../../src/cluster/api/client.js';
import {Secret} from '../../../src/lib/secret.js';
import {podNamed, simulated} from '../../helpers/simulated.js';

const PODS = '/api/v1/namespaces/a/pods';
type Admin = Awaited<ReturnType<typeof simulated>>['admin'];

async function runningPod(admin: Admin): Promise<void> {
  await admin('POST', PODS, podNamed('web'));
  await expect.poll(async () => (await admin('GET', `${PODS}/web`)).body).toMatchObject({status: {phase: 'Running'}});
}

describe('streams of the simulated API server', () => {
  test('a watch tells what there is and what changes, and is audited at both ends', async () => {
    const {admin, namespace, kubeConfig, events} = await simulated();
    await namespace('a');
    await admin('POST', '/api/v1/namespaces/a/configmaps', {metadata: {name: 'before'}});
    const seen: string[] = [];
    const abort = await new Watch(kubeConfig).watch(
      '/api/v1/namespaces/a/configmaps',
      {labelSelector: '!hidden'},
      (type: string, object: {metadata: {name: string}}) => seen.push(`${type} ${object.metadata.name}`),
      () => {},
    );
    await expect.poll(() => seen).toContain('ADDED before');
    await admin('POST', '/api/v1/namespaces/a/configmaps', {metadata: {name: 'hidden', labels: {hidden: 'yes'}}});
    await admin(
      'PATCH',
      '/api/v1/namespaces/a/configmaps/before',
      {data: {a: '1'}},
      {contentType: 'application/merge-patch+json'},
    );
    await admin('DELETE', '/api/v1/namespaces/a/configmaps/before');
    await expect.poll(() => seen.slice(-2)).toEqual(['MODIFIED before', 'DELETED before']);
    expect(seen.join()).not.toContain('hidden');
    abort.abort();
    await expect
      .poll(() =>
        events()
          .filter(e => e.verb === 'watch')
          .map(e => e.stage),
      )
      .toEqual(['ResponseStarted', 'ResponseComplete']);
  });

  test('a watch goes on from a version: it tells what has changed since, deletions too', async () => {
    const {admin, namespace} = await simulated();
    await namespace('a');
    const maps = '/api/v1/namespaces/a/configmaps';
    await admin('POST', maps, {metadata: {name: 'before'}});
    const {body} = await admin('GET', maps);
    const {resourceVersion} = (body as {metadata: {resourceVersion: string}}).metadata;
    await admin('POST', maps, {metadata: {name: 'after'}});
    await admin('DELETE', `${maps}/before`);
    const answer = await admin('GET', `${maps}?watch=true&timeoutSeconds=1&resourceVersion=${resourceVersion}`);
    const changes = String(answer.body).trim().split('\n');
    expect(changes.map(line => JSON.parse(line)).map(c => `${c.type} ${c.object.metadata.name}`)).toEqual([
      'ADDED after',
      'DELETED before',
    ]);
  });

  test('a watch ends at its timeout', async () => {
    const {admin} = await simulated();
    const answer = await admin('GET', '/api/v1/namespaces?watch=true&timeoutSeconds=1', undefined, {watchMs: 10_000});
    expect(answer.code).toBe(200);
    expect(String(answer.body)).toContain('"type":"ADDED"');
  });

  test('a refused watch is audited at both ends, too', async () => {
    const {as, events} = await simulated();
    expect((await as({as: 'anonymous'})('GET', '/api/v1/secrets?watch=1', undefined, {watchMs: 1000})).code).toBe(403);
    expect(events().map(e => [e.stage, e.responseStatus?.code])).toEqual([
      ['ResponseStarted', 403],
      ['ResponseComplete', 403],
    ]);
  });

  test('exec answers over WebSocket, to the package and to the client of drills', async () => {
    const {admin, namespace, kubeConfig, events} = await simulated();
    await namespace('a');
    await runningPod(admin);
    const output = new PassThrough();
    const status = await new Promise(resolve => {
      void new Exec(kubeConfig).exec('a', 'web', 'c', ['id'], output, null, null, false, resolve);
    });
    expect(status).toMatchObject({status: 'Success'});
    expect(String(output.read())).toContain('simulated');
    const client = new ApiClient(kubeConfig, 'kubedrill/kd-x');
    const auditId = randomUUID();
    const answer = await client.send(
      {method: 'GET', path: `${PODS}/web/exec?command=id&container=c&stdout=true`, upgrade: 'exec'},
      {auditId},
    );
    expect(answer).toMatchObject({code: 101, body: {status: {status: 'Success'}}});
    await expect
      .poll(() => events().filter(e => e.auditID === auditId))
      .toMatchObject([
        {verb: 'get', stage: 'ResponseStarted', userAgent: 'kubedrill/kd-x', responseStatus: {code: 101}},
        {verb: 'get', stage: 'ResponseComplete', responseStatus: {code: 101}},
      ]);
  });

  test.each([
    ['exec over SPDY', 'POST', 'exec?command=id', 'exec', 'create'],
    ['attach', 'GET', 'attach?stdout=true', 'attach', 'get'],
    ['attach over SPDY', 'POST', 'attach?stdout=true', 'attach', 'create'],
    ['a forwarded port', 'GET', 'portforward', 'portforward', 'get'],
    ['a forwarded port over SPDY', 'POST', 'portforward', 'portforward', 'create'],
  ] as const)('opens %s, and is silent until the client goes', async (_, method, part, upgrade, verb) => {
    const {admin, namespace, events} = await simulated();
    await namespace('a');
    await runningPod(admin);
    expect((await admin(method, `${PODS}/web/${part}`, undefined, {upgrade, watchMs: 50})).code).toBe(101);
    await expect
      .poll(() => events().filter(e => e.objectRef?.subresource === upgrade))
      .toMatchObject([
        {verb, stage: 'ResponseStarted', responseStatus: {code: 101}},
        {verb, stage: 'ResponseComplete', responseStatus: {code: 101}},
      ]);
  });

  test('the token that is mounted into a pod can be read there, and is bound to it', async () => {
    const {admin, as, namespace, events} = await simulated();
    await namespace('a');
    await runningPod(admin);
    const file = '/var/run/secrets/kubernetes.io/serviceaccount/token';
    const path = `${PODS}/web/exec?command=cat&command=${encodeURIComponent(file)}&stdout=true`;
    const {body} = await admin('GET', path, undefined, {upgrade: 'exec'});
    const token = new Secret((body as {output: string}).output);
    expect((await as({as: 'bearer', token})('GET', '/api')).code).toBe(200);
    expect(events().at(-1)?.user.extra).toMatchObject({'authentication.kubernetes.io/pod-name': ['web']});
  });

  test.each([
    ['a pod that is not there', `${PODS}/none/exec?command=id`, 404],
    ['a container that is not there', `${PODS}/web/exec?command=id&container=other`, 400],
    ['a pod that is on no node', `${PODS}/waiting/exec?command=id`, 400],
  ])('refuses exec into %s', async (_, path, code) => {
    const {admin, namespace, events} = await simulated();
    await namespace('a');
    await runningPod(admin);
    await admin('POST', PODS, {...podNamed('waiting'), spec: {...podNamed('waiting').spec, schedulerName: 'nobody'}});
    expect((await admin('GET', path, undefined, {upgrade: 'exec'})).code).toBe(code);
    expect(
      events()
        .slice(-2)
        .map(e => [e.stage, e.responseStatus?.code]),
    ).toEqual([
      ['ResponseStarted', code],
      ['ResponseComplete', code],
    ]);
  });
});

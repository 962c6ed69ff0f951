import {expect, test} from 'vitest';
import {clusterOf} from '../../helpers/kube.js';
import {podNamed, simulated} from '../../helpers/simulated.js';
import {interestIn, never, openSource} from '../../helpers/source.js';

const PODS = '/api/v1/namespaces/a/pods';
const STAMPED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z simulated\n$/;

/** A cluster with a pod that runs, and a way to read its log. */
async function withPod() {
  const own = await simulated();
  const {admin, namespace} = own;
  await namespace('a');
  await admin('POST', PODS, podNamed('web'));
  await expect.poll(async () => (await admin('GET', `${PODS}/web/log`)).code).toBe(200);
  const log = (query: string, pod = 'web') => admin('GET', `${PODS}/${pod}/log?${query}`);
  return {...own, log};
}

test('a container has written one line, with the time at which it began where that is asked for', async () => {
  const {log} = await withPod();
  expect((await log('')).body).toBe('simulated\n');
  const {body} = await log('timestamps=true&container=c');
  expect(body).toMatch(STAMPED);
  const [at = ''] = String(body).split(' ');
  // The server knows whole seconds only, so what was written in the same second is shown again.
  expect((await log(`sinceTime=${encodeURIComponent(at)}`)).body).toBe('simulated\n');
  const later = new Date(Date.parse(at) + 1000).toISOString();
  expect((await log(`sinceTime=${encodeURIComponent(later)}`)).body).toBe('');
  expect((await log('sinceSeconds=600')).body).toBe('simulated\n');
  expect((await log('tailLines=0')).body).toBe('');
  expect((await log('tailLines=1&limitBytes=3')).body).toBe('sim');
});

test.each([
  ['container=other', 400, 'container other is not valid for pod web'],
  ['sinceTime=nonsense', 400, expect.stringContaining('parsing time "nonsense"')],
  ['tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    'tailLines=-1',
    422,
    'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  ['limitBytes=0', 422, 'PodLogOptions "web" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
  [
    'sinceSeconds=1&sinceTime=2026-11-28T12:00:00Z',
    422,
    'PodLogOptions "web" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
  ],
  ['previous=true', 400, 'previous terminated container "c" in pod "web" not found'],
  ['stream=Stdout', 501, expect.stringContaining('the option stream of pods/log')],
])('%s is refused as the real server does it', async (query, code, message) => {
  const {log} = await withPod();
  expect(await log(query)).toMatchObject({code, message});
});

test('of several containers one has to be named; a pod without a node has written nothing', async () => {
  const {admin, log} = await withPod();
  const {spec} = podNamed('two');
  const [container] = spec.containers;
  await admin('POST', PODS, {...podNamed('two'), spec: {containers: [container, {...container, name: 'd'}]}});
  await admin('POST', PODS, {...podNamed('waiting'), spec: {...spec, schedulerName: 'nobody'}});
  expect(await log('', 'two')).toMatchObject({
    code: 400,
    message: 'a container name must be specified for pod two, choose one of: [c d]',
  });
  await expect.poll(async () => (await log('container=d', 'two')).body).toBe('simulated\n');
  expect(await log('', 'waiting')).toMatchObject({code: 204});
  expect(await log('', 'none')).toMatchObject({code: 404});
});

test('the source of container logs reads it, each line once', async () => {
  const startedAt = new Date();
  const {kubeConfig} = await withPod();
  const {source, signals, start} = openSource(
    {type: 'container-logs', every: '1h'},
    {cluster: clusterOf(kubeConfig), startedAt},
  );
  await start(interestIn([], ['a']));
  await source.refresh?.(never);
  expect(signals.map(s => s.claims)).toEqual([[{namespace: 'a', pod: 'web', at: expect.stringMatching(/\.\d{9}Z$/)}]]);
});

import {expect, test} from 'vitest';
import {ApiClient, warningsIn} from '../../src/cluster/api/client.js';
import {clusterAt} from '../helpers/kube.js';
import {loopback} from '../helpers/loopback.js';

test('an answer has the warnings of the server, each by itself', async () => {
  const warning = '299 - "[no-privileged] say \\"why\\", please", 299 - "unknown field \\"spec.x\\""';
  const {url} = await loopback(() => ({headers: {Warning: warning}, body: {}}));
  const client = new ApiClient(clusterAt(url).kubeConfig, 'test');
  const answer = await client.send({method: 'GET', path: '/'}, {auditId: 'a'});
  await client.close();
  expect(answer.warnings).toEqual(['[no-privileged] say "why", please', 'unknown field "spec.x"']);
});

test('no header is no warning', () => {
  expect(warningsIn()).toEqual([]);
});

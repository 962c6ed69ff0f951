import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import {Identities} from '../../src/drill/act/identities.js';
import {Requester} from '../../src/drill/act/requester.js';
import {Execution} from '../../src/drill/execution.js';
import {EventLog} from '../../src/events/log.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {deletePaths} from '../../src/run/clean-up.js';
import {Journal} from '../../src/run/journal/journal.js';
import {Reach} from '../../src/run/reach.js';
import {undo} from '../../src/run/undo.js';
import {clusterAt, refusal} from '../helpers/kube.js';
import {loopback, type Received, type Reply} from '../helpers/loopback.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {skippingClock} from '../helpers/skipping-clock.js';
import {tempDir} from '../helpers/temp.js';

const OURS = {metadata: {uid: 'u1', labels: {'kubedrill.dev/run': 'r1'}}};
const LOST: Reply = {lost: true};

/** An API server that answers as told, and somebody who asks it for a run. */
async function asking(answer: (request: Received, nth: number) => Reply) {
  const counts = new Map<string, number>();
  const {url, received} = await loopback(request => {
    const nth = (counts.get(request.method) ?? 0) + 1;
    counts.set(request.method, nth);
    return answer(request, nth);
  });
  const clock = skippingClock();
  const reach = new Reach(clock, 30_000);
  const {kubeConfig} = clusterAt(url);
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('the package has no secrets-listed');
  const execution = new Execution(scenario, {...scenario, title: scenario.id, expectations: []}, 'r1');
  const identities = new Identities(kubeConfig, execution.userAgent, clock);
  const client = new ApiClient(kubeConfig, 'kubedrill/r1');
  onTestFinished(() => client.close());
  onTestFinished(() => identities.close());
  const journal = new Journal(join(tempDir(), 'journal.ndjson'));
  const requester = new Requester({execution, identities, log: new EventLog(clock), journal, clock, reach});
  const methods = () => received.map(r => r.method);
  return {requester, client, clock, reach, journal, methods};
}

const POD: ApiRequest = {method: 'POST', path: '/api/v1/namespaces', body: {metadata: {name: 'a'}}};

describe('an answer that was lost', () => {
  test('to a creation: it is made again, and what is there by now counts as made', async () => {
    const {requester, methods} = await asking(({method}, nth) => {
      if (method === 'GET') return {body: OURS};
      return nth === 1 ? LOST : refusal(409, 'namespaces "a" already exists');
    });
    const sent = await requester.send(POD, {purpose: 'set-up', step: 's', as: 'drill'});
    expect(sent).toMatchObject({outcome: 'executed', answer: {code: 201}});
    expect(methods()).toEqual(['POST', 'POST', 'GET']);
    expect(requester.execution.created).toBe(1);
  });

  test('to a creation, and what is there is somebody else’s: it is not taken for ours', async () => {
    const {requester} = await asking(({method}, nth) => {
      if (method === 'GET') return {body: {metadata: {uid: 'theirs'}}};
      return nth === 1 ? LOST : refusal(409, 'namespaces "a" already exists');
    });
    expect((await requester.send(POD, {purpose: 'set-up', step: 's', as: 'drill'})).outcome).toBe('failed');
  });

  test.each([429, 502, 503, 504])('a server that answers %i is asked again, too', async status => {
    const {requester} = await asking((_, nth) => (nth < 3 ? refusal(status, 'busy') : {status: 201, body: OURS}));
    expect((await requester.send(POD, {purpose: 'set-up', step: 's', as: 'drill'})).outcome).toBe('executed');
  });

  test('to the removal of containment: it is made again, and gone by now counts as removed', async () => {
    const {requester, methods} = await asking((_, nth) => (nth === 1 ? LOST : refusal(404, 'not found')));
    const sent = await requester.send(
      {method: 'DELETE', path: '/api/v1/namespaces/a'},
      {purpose: 'contain', step: 's', as: 'drill'},
    );
    expect(sent.outcome).toBe('executed');
    expect(methods()).toEqual(['DELETE', 'DELETE']);
  });

  test('to an attack: it is not made again, for nobody can say what became of it', async () => {
    const {requester, methods} = await asking(() => LOST);
    const sent = await requester.send(POD, {purpose: 'attack', step: 's', as: 'drill'});
    expect(sent).toMatchObject({outcome: 'failed', unanswered: true});
    expect(methods()).toEqual(['POST']);
  });

  test('to a deletion of clean-up: it is asked for until it is known to be gone', async () => {
    const {client, clock, reach, journal} = await asking(({method}, nth) => {
      if (method === 'DELETE') return nth === 1 ? LOST : {body: OURS};
      return nth === 1 || nth === 3 ? LOST : nth < 6 ? {body: OURS} : refusal(404, 'gone');
    });
    const remains = await deletePaths(['/api/v1/namespaces/a'], {client, clock, journal, reach, run: 'r1'});
    expect(remains).toEqual({left: [], unsure: []});
  });

  test('to the way back: it is taken again', async () => {
    const {client, clock, reach} = await asking((_, nth) => (nth < 4 ? LOST : {body: {}}));
    const request: ApiRequest = {method: 'PUT', path: '/api/v1/namespaces/a', body: {}};
    const remains = await undo([{step: 'put it back', request}], {client, nodes: undefined, clock, reach});
    expect(remains).toEqual({left: [], unsure: []});
  });

  test('for longer than the run can wait is given up once for all, and nobody can say what is left', async () => {
    const {client, clock, reach, journal} = await asking(() => LOST);
    const paths = Array.from({length: 20}, (_, n) => `/apis/x/v1/things/t${n}`);
    const remains = await deletePaths(paths, {client, clock, journal, reach, run: 'r1'});
    expect(remains.left).toHaveLength(20);
    expect(remains.unsure).toEqual(remains.left);
    expect(clock.now()).toBeLessThan(32_000);
  });

  test('on a node that is stopped: the command of the way back is given again', async () => {
    const {client, clock, reach} = await asking(() => LOST);
    let asked = 0;
    const stopped = {
      ok: false,
      why: 'exit',
      command: 'x',
      output: 'Error response from daemon: container x is not running',
    };
    const nodes = {
      defaultNode: 'n',
      run: async () => (asked++ < 3 ? (stopped as never) : {ok: true as const, stdout: ''}),
    };
    expect(await undo([{step: 'a', node: ['true']}], {client, nodes, clock, reach})).toEqual({left: [], unsure: []});
    expect(asked).toBe(4);
  });
});

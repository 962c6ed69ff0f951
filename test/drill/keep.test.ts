import {join} from 'node:path';
import {inspect} from 'node:util';
import {KubeConfig} from '@kubernetes/client-node';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Identities} from '../../src/drill/act/identities.js';
import {Requester} from '../../src/drill/act/requester.js';
import {keepFrom} from '../../src/drill/act/save-from-answer.js';
import {Execution} from '../../src/drill/execution.js';
import {EventLog} from '../../src/events/log.js';
import {realClock} from '../../src/lib/clock.js';
import {Secret} from '../../src/lib/secret.js';
import {Journal} from '../../src/run/journal/journal.js';
import {requestContext} from '../../src/scenario/steps/request.js';
import type {Step} from '../../src/scenario/steps/step.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {tempDir} from '../helpers/temp.js';

/** A requester that has sent nothing yet, and the names of its execution. */
function prepared() {
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('no scenario');
  const planned = {...scenario, title: scenario.id, expectations: []};
  const execution = new Execution(scenario, planned, 'r1');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({name: 'c', server: 'https://127.0.0.1:1', skipTLSVerify: true}, {name: 'u'});
  const identities = new Identities(kubeConfig, execution.userAgent, realClock);
  onTestFinished(() => identities.close());
  const journal = new Journal(join(tempDir(), 'journal.ndjson'));
  const requester = new Requester({execution, identities, log: new EventLog(realClock), journal, clock: realClock});
  const names = {name: 'n', token: 't', namespace: 'n', run: 'r', image: 'i', node: '', serviceAccount: 's', user: 'u'};
  return {requester, execution, identities, context: requestContext({...names, index: '1'})};
}

const keeping = (parts: object): Step => ({get: {resource: 'pods', name: 'p'}, ...parts}) as Step;
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const USER = 'system:serviceaccount:shop:web';

describe('what a step keeps of its answer', () => {
  test('values become names: texts and numbers as they are, the rest as JSON', () => {
    const {requester, context} = prepared();
    const body = {metadata: {name: 'web-1'}, items: [{port: 80}], labels: {a: 'b'}};
    keepFrom(body, keeping({save: {made: 'metadata.name', port: 'items.0.port', all: 'labels'}}), requester, context);
    expect(context.names).toMatchObject({made: 'web-1', port: '80', all: '{"a":"b"}'});
  });

  test.each([
    ['as it is', jwt({sub: USER}), {}],
    ['in base64, as Secrets have it', Buffer.from(jwt({sub: USER})).toString('base64'), {encoding: 'base64'}],
    ['with the line end of a command', `${jwt({sub: USER})}\n`, {}],
  ])('a token %s is an identity whose user is known', async (_, token, how) => {
    const {requester, identities, execution, context} = prepared();
    keepFrom({token}, keeping({credential: {name: 'thief', token: 'token', ...how}}), requester, context);
    expect((await identities.client('thief')).userAgent).toBe(execution.userAgent);
    expect(identities.nameOf('thief')).toBe(`thief (${USER})`);
    expect([...execution.users]).toEqual([USER]);
    expect(inspect({requester, identities}, {depth: 8})).not.toContain(token.trim());
  });

  test('a token that says nothing of its user is held all the same', async () => {
    const {requester, identities, execution, context} = prepared();
    keepFrom({token: 'opaque'}, keeping({credential: {name: 'thief', token: 'token'}}), requester, context);
    expect(await identities.client('thief')).toBeDefined();
    expect(identities.nameOf('thief')).toBe('thief');
    expect(execution.users.size).toBe(0);
  });

  test('a certificate belongs to the key that was made under its name', async () => {
    const {requester, identities, context} = prepared();
    const step = keeping({credential: {name: 'guest', certificate: 'status.certificate'}});
    const body = {status: {certificate: Buffer.from('a certificate').toString('base64')}};
    expect(() => keepFrom(body, step, requester, context)).toThrow('there is no key for guest');
    identities.holdKey('guest', new Secret('a key'));
    keepFrom(body, step, requester, context);
    expect(await identities.client('guest')).toBeDefined();
  });

  test('what is not there is said', async () => {
    const {requester, identities, context} = prepared();
    expect(() => keepFrom({}, keeping({save: {ip: 'status.podIP'}}), requester, context)).toThrow('no status.podIP');
    const step = keeping({credential: {name: 'thief', token: 'status.token'}});
    expect(() => keepFrom({status: {token: ''}}, step, requester, context)).toThrow('no status.token');
    await expect(identities.client('thief')).rejects.toThrow('no step has obtained a credential thief');
  });
});

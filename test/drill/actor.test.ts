import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createActor} from '../../src/drill/act/actor.js';
import {Identities} from '../../src/drill/act/identities.js';
import {Requester} from '../../src/drill/act/requester.js';
import {Execution} from '../../src/drill/execution.js';
import {EventLog} from '../../src/events/log.js';
import {Journal} from '../../src/run/journal/journal.js';
import {loopback} from '../helpers/loopback.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {skippingClock} from '../helpers/skipping-clock.js';
import {never} from '../helpers/source.js';
import {tempDir} from '../helpers/temp.js';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** An API server whose authorizer hears of a new right after so many questions, asked for an actor. */
async function granting(after: number) {
  let asked = 0;
  const {url, received} = await loopback(({path}) => {
    if (path === REVIEWS) return {status: 201, body: {status: {allowed: asked++ >= after}}};
    return {status: 201, body: path.endsWith('/token') ? {status: {token: 'opaque'}} : {}};
  });
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('the package has no secrets-listed');
  const execution = new Execution(scenario, {...scenario, title: scenario.id, expectations: []}, 'r1');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({name: 'c', server: url, skipTLSVerify: true}, {name: 'u'});
  const clock = skippingClock();
  const identities = new Identities(kubeConfig, execution.userAgent, clock);
  onTestFinished(() => identities.close());
  const journal = new Journal(join(tempDir(), 'journal.ndjson'));
  const requester = new Requester({execution, identities, log: new EventLog(clock), journal, clock});
  const questions = () => received.filter(r => r.path === REVIEWS).length;
  return {made: createActor(requester, 'usual', never), questions, clock};
}

describe('the rights of a new attacker', () => {
  test('are asked about once where they are there already', async () => {
    const {made, questions} = await granting(0);
    await made;
    expect(questions()).toBe(1);
  });

  test('are asked about until they have come', async () => {
    const {made, questions} = await granting(3);
    await made;
    expect(questions()).toBe(4);
  });

  test('that do not come cost seconds and few questions: fewer than make an enumeration of permissions', async () => {
    const {made, questions, clock} = await granting(Number.POSITIVE_INFINITY);
    await expect(made).rejects.toThrow('the rights of the attacker did not take effect');
    expect(questions()).toBe(7);
    expect(clock.now()).toBeGreaterThan(5000);
  });
});

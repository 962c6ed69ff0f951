import {describe, expect, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import {kubeConfigFor} from '../../src/cluster/existing/kubeconfig.js';
import {makePlan} from '../../src/drill/plan/plan.js';
import {createdInCluster} from '../../src/drill/plan/planned-requests.js';
import {type Clock, realClock} from '../../src/lib/clock.js';
import {cleanUpLabelled, LISTED} from '../../src/run/recover/labelled.js';
import {everyScenario, loadDrill} from '../../src/scenario/load.js';
import {kubedrillIn} from '../helpers/cli.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {simulated} from '../helpers/simulated.js';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const labelled = (name: string, run = 'abc123') => ({metadata: {name, labels: {'kubedrill.dev/run': run}}});

/** A cluster on which a run died whose folder is gone, beside what others have. */
async function staging() {
  const {server, admin, namespace, account, tokenFor} = await simulated();
  await namespace('kd-123456', {'kubedrill.dev/run': 'abc123'});
  await admin('POST', '/api/v1/namespaces/kd-123456/configmaps', labelled('settings'));
  await admin('POST', `${RBAC}/clusterroles`, {...labelled('kd-123456-reader'), rules: []});
  const spec = {containers: [{name: 'main', image: 'busybox:stable'}]};
  await admin('POST', '/api/v1/namespaces/kube-system/pods', {...labelled('kube-proxy-kd-123456'), spec});
  await namespace('people');
  // A user who may label this, and not delete it, is not to have it deleted by clean-up.
  await namespace('shop', {'kubedrill.dev/run': 'abc123'});
  const context = (token: string) => ({KUBECONFIG: kubeconfig(server.url, token)});
  const env = context(server.adminToken);
  const isThere = async (path: string) => (await admin('GET', path)).code === 200;
  return {
    ...{server, admin, namespace, account, tokenFor, isThere, env, context},
    cleanup: (...argv: string[]) =>
      kubedrillIn(env, 'cleanup', '--context', 'staging', '--yes-this-cluster', 'staging', ...argv),
    left: async () =>
      Object.fromEntries(
        await Promise.all(
          [
            ...['/api/v1/namespaces/kd-123456', `${RBAC}/clusterroles/kd-123456-reader`],
            ...['/api/v1/namespaces/kube-system/pods/kube-proxy-kd-123456', '/api/v1/namespaces/shop'],
          ].map(async path => [path.split('/').at(-1), await isThere(path)]),
        ),
      ),
  };
}

const ALL = {'kd-123456': true, 'kd-123456-reader': true, 'kube-proxy-kd-123456': true, shop: true};
const NONE = {'kd-123456': false, 'kd-123456-reader': false, 'kube-proxy-kd-123456': false, shop: true};

describe('cleanup of a cluster on which runs died whose folders are gone', () => {
  test('deletes what carries the label of a run and a name that drills give, and then finds nothing to do', async () => {
    const {cleanup, left} = await staging();
    const {code, stdout, stderr} = await cleanup('--older-than', '0s');
    expect([code, stdout], stderr).toEqual([0, 'run abc123: 3 objects deleted\n']);
    expect(await left()).toEqual(NONE);
    expect(await cleanup('--older-than', '0s', '--json')).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({runs: [], unseen: []}, null, 2)}\n`,
    });
  });

  test('leaves a run alone of which something is younger than it is told', async () => {
    const {cleanup, left} = await staging();
    const {code, stdout} = await cleanup();
    expect(code).toBe(0);
    expect(stdout).toContain(
      'run abc123: 3 objects left alone: something of it is younger than 1 d 00 h: it may still be going on\n' +
        '  next: if it is over, say so with a shorter --older-than\n',
    );
    expect(await left()).toEqual(ALL);
  });

  test('takes a run for dead when its youngest object is old enough', async () => {
    const {left, env} = await staging();
    const client = new ApiClient(kubeConfigFor('staging', env).config, 'test');
    const later = (hours: number): Clock => ({...realClock, wall: () => new Date(Date.now() + hours * 3_600_000)});
    const cleanUp = (hours: number) =>
      cleanUpLabelled({client, clock: later(hours), olderThanMs: 2 * 3_600_000}).then(({runs}) => runs);
    expect(await cleanUp(1)).toMatchObject([{run: 'abc123', kept: expect.stringContaining('younger than 2 h')}]);
    expect(await left()).toEqual(ALL);
    expect(await cleanUp(3)).toMatchObject([{run: 'abc123', left: []}]);
    expect(await left()).toEqual(NONE);
    await client.close();
  });

  test('says what it may not list, and deletes the rest', async () => {
    const {account, namespace, admin, context, tokenFor} = await staging();
    await namespace('drills');
    await account('drills', 'half', []);
    const rules = [{apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'delete']}];
    await admin('POST', `${RBAC}/clusterroles`, {metadata: {name: 'half'}, rules});
    await admin('POST', `${RBAC}/clusterrolebindings`, {
      metadata: {name: 'half'},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'half'},
      subjects: [{kind: 'ServiceAccount', name: 'half', namespace: 'drills'}],
    });
    const argv = ['cleanup', '--context', 'staging', '--yes-this-cluster', 'staging', '--older-than', '0s'];
    const {code, stdout, stderr} = await kubedrillIn(context(await tokenFor('drills', 'half')), ...argv);
    expect([code, stdout]).toEqual([3, 'run abc123: 1 object deleted\n']);
    expect(stderr).toContain(`what dead runs left there is not known: ${RBAC}/clusterroles: HTTP 403`);
  });

  test('looks wherever a scenario makes something that does not go with its namespace', () => {
    const plan = makePlan(loadDrill('core'), everyScenario(true));
    const made = plan.scenarios.flatMap(scenario => createdInCluster(scenario, plan).map(({path}) => path));
    expect(made.length).toBeGreaterThan(10);
    const unlooked = made.filter(path => !LISTED.includes(path.replace(/\/[^/]+$/, '')));
    // The account that its token is for is found, and Kubernetes deletes the Secret with it.
    expect([...new Set(unlooked)]).toEqual(['/api/v1/namespaces/kube-system/secrets/kd-000000-metrics-token']);
  });

  test.each([
    [['--context', 'staging', 'abc123'], 'it takes no names of runs'],
    [['--context', 'staging', '--older-than', 'soon'], '--older-than soon is not a duration'],
    [['--context', 'staging'], 'clean-up would delete what dead runs left on the cluster of context staging: confirm'],
    [['--context', 'staging', '--yes-this-cluster', 'other'], 'is not the context that --context names'],
  ])('refuses %j, and deletes nothing', async (argv, said) => {
    const {env, left} = await staging();
    const {code, stderr} = await kubedrillIn(env, 'cleanup', ...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(await left()).toEqual(ALL);
  });
});

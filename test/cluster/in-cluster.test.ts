import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {ApiClient} from '../../src/cluster/api/client.js';
import {inClusterConfig} from '../../src/cluster/existing/in-cluster.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const USER = 'system:serviceaccount:drills:kubedrill';

/** What a pod of a cluster finds in its environment and its files, with the rights of `plan --rbac` or none. */
async function pod(...scenarios: string[]) {
  const played = scenarios.length ? scenarios : ['secrets-listed'];
  const {server, admin, auditLog, tokenFor, namespace, events} = await simulated(undefined, {tls: true});
  await namespace('drills');
  const {stdout} = await kubedrill('plan', ...played, '--rbac', '--namespace', 'drills');
  const [account, role, binding] = parseAllDocuments(stdout).map(document => document.toJS());
  await admin('POST', '/api/v1/namespaces/drills/serviceaccounts', account);
  if (scenarios.length) {
    await admin('POST', `${RBAC}/clusterroles`, role);
    await admin('POST', `${RBAC}/clusterrolebindings`, binding);
  }
  const dir = tempDir();
  writeFileSync(join(dir, 'token'), `${await tokenFor('drills', 'kubedrill')}\n`);
  writeFileSync(join(dir, 'ca.crt'), server.ca);
  writeFileSync(join(dir, 'namespace'), 'drills');
  const {hostname, port} = new URL(server.url);
  const env = {KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBEDRILL_SERVICE_ACCOUNT_DIR: dir};
  const {body} = await admin('GET', '/api/v1/namespaces/kube-system');
  const {uid} = (body as {metadata: {uid: string}}).metadata;
  const run = (...argv: string[]) =>
    kubedrillIn(
      env,
      ...['run', ...played, '--cluster', 'existing', '--context', 'in-cluster', ...argv],
      ...['--audit-log', auditLog, '--out', tempDir(), '--json', '--quiet'],
    );
  /** What the ServiceAccount has asked of the cluster. */
  const asked = () =>
    events().flatMap(({user, verb, requestURI}) => (user?.username === USER ? `${verb} ${requestURI}` : []));
  return {env, dir, uid, run, asked};
}

describe('the cluster around a pod', () => {
  test('is attacked by a drill as the ServiceAccount of the pod, once its UID was said', async () => {
    const {run, uid} = await pod('secrets-listed');
    const {code, stdout, stderr} = await run('--yes-this-cluster', uid);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      run: {cluster: {kind: 'existing', name: 'in-cluster'}, context: {cluster: uid}},
      scenarios: [{verdict: 'detected'}],
      cleanup: {left: []},
    });
  });

  test('is what doctor names in a pod, where there will never be kind', async () => {
    const {env} = await pod();
    const {code, stdout} = await kubedrillIn(env, 'doctor');
    expect(code).toBe(0);
    expect(stdout).toContain('in a pod, drill on the cluster around it: --cluster existing --context in-cluster');
    expect(stdout).not.toContain('install kind');
  });

  test('is no false alarm where a twin has the drill stand in for a person, and it is a workload here', async () => {
    const {run, uid} = await pod('rogue-webhook:admission-policy');
    const {code, stdout, stderr} = await run('--yes-this-cluster', uid);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).scenarios).toMatchObject([{verdict: 'detected', benign: {state: 'silent', rules: []}}]);
  });

  test.each([
    ['nothing', []],
    ['its context', ['--yes-this-cluster', 'in-cluster']],
    ['another cluster', ['--yes-this-cluster', '00000000-0000-0000-0000-000000000000']],
  ])('is left alone where %s was said, and the UID to say is told', async (_, argv) => {
    const {run, uid, asked} = await pod('secrets-listed');
    const {code, stderr} = await run(...argv);
    expect(stderr).toContain(`--yes-this-cluster ${uid}`);
    expect(code).toBe(2);
    expect(asked()).toEqual(['get /api/v1/namespaces/kube-system']);
  });

  test('is not taken where its ServiceAccount may not read the UID', async () => {
    const {run, uid} = await pod();
    const {code, stderr} = await run('--yes-this-cluster', uid);
    expect(stderr).toContain('may not read the namespace kube-system');
    expect(code).toBe(3);
  });

  test('outside of a pod there is none, and a pod without a token is told what to do', async () => {
    const {dir} = await pod();
    const argv = ['run', '--cluster', 'existing', '--context', 'in-cluster', '--yes-this-cluster', 'x', '--out', dir];
    const outside = await kubedrill(...argv);
    expect(outside).toMatchObject({code: 2, stderr: expect.stringContaining('KUBERNETES_SERVICE_HOST is not set')});
    const env = {KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBEDRILL_SERVICE_ACCOUNT_DIR: tempDir()};
    const bare = await kubedrillIn(env, ...argv);
    expect(bare).toMatchObject({code: 2, stderr: expect.stringContaining('automountServiceAccountToken')});
  });

  test('its token is read again after it was refused, and its certificate is verified', async () => {
    const {env, dir} = await pod('secrets-listed');
    const token = join(dir, 'token');
    const good = readFileSync(token, 'utf8');
    writeFileSync(token, 'not-a-token');
    const client = new ApiClient(inClusterConfig(env), 'test/1');
    onTestFinished(() => client.close());
    const ask = () => client.send({method: 'GET', path: '/api/v1/namespaces'}, {auditId: crypto.randomUUID()});
    expect((await ask()).code).toBe(401);
    writeFileSync(token, good);
    expect((await ask()).code).toBe(200);
    const {server} = await simulated(undefined, {tls: true});
    const other = new ApiClient(inClusterConfig({...env, KUBERNETES_SERVICE_PORT: new URL(server.url).port}), 'test/1');
    onTestFinished(() => other.close());
    const asked = other.send({method: 'GET', path: '/api/v1/namespaces'}, {auditId: crypto.randomUUID()});
    await expect(asked).rejects.toThrow(/certificate/);
  });

  test('an IPv6 address stands in brackets', async () => {
    const {env} = await pod();
    const config = inClusterConfig({...env, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443'});
    expect(config.getCurrentCluster()?.server).toBe('https://[fd00::1]:6443');
    expect(config.getContextObject('in-cluster')?.namespace).toBe('drills');
  });
});

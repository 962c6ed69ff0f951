import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parse, parseAllDocuments} from 'yaml';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const POLICY = readFileSync('audit-policy.yaml', 'utf8');
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A cluster that kubedrill has not made, and somebody who has no rights there but those that they are given. */
async function foreignCluster() {
  const {server, admin, auditLog, namespace, tokenFor} = await simulated(POLICY);
  await namespace('people');
  await admin('POST', '/api/v1/namespaces/people/serviceaccounts', {metadata: {name: 'driller'}});
  const user = 'system:serviceaccount:people:driller';
  const config = kubeconfig(server.url, await tokenFor('people', 'driller'));
  const grant = async (...scenarios: string[]) => {
    const {stdout} = await kubedrill('plan', ...scenarios, '--role', user);
    const [role, binding] = parseAllDocuments(stdout).map(d => d.toJS());
    await admin('POST', `${RBAC}/clusterroles`, role);
    await admin('POST', `${RBAC}/clusterrolebindings`, binding);
  };
  const out = tempDir();
  const run = (scenarios: string[], context = 'staging', yes = context) =>
    kubedrillIn(
      {KUBECONFIG: config},
      ...['run', ...scenarios, '--cluster', 'existing', '--context', context, '--yes-this-cluster', yes],
      ...['--audit-log', auditLog, '--audit-policy', 'audit-policy.yaml', '--out', out, '--json', '--quiet'],
    );
  const verdicts = (stdout: string) =>
    Object.fromEntries(
      JSON.parse(stdout).scenarios.map((s: {id: string; verdict: string; explanation: string}) => [
        s.id,
        s.verdict === 'skipped' ? s.explanation : s.verdict,
      ]),
    );
  return {config, grant, run, verdicts, admin, out};
}

describe('a cluster that is there', () => {
  test('with the printed role and no more, somebody without cluster-admin runs the drill and leaves nothing', async () => {
    const {config, grant, run, verdicts, admin} = await foreignCluster();
    const before = digest(config);
    await grant();
    const {code, stdout} = await run([]);
    expect(verdicts(stdout)).toEqual({
      'secrets-listed': 'detected',
      'privileged-pod': 'detected',
      'cluster-admin-bound': 'detected',
      'escalating-role': 'prevented',
      'pod-exec': 'detected',
      'invalid-credential-burst': 'detected',
    });
    expect(JSON.parse(stdout)).toMatchObject({
      run: {cluster: {kind: 'existing', name: 'staging', simulated: false}},
      cleanup: {left: [], cluster: 'not ours'},
    });
    expect(code).toBe(0);
    const {body} = await admin('GET', '/api/v1/namespaces');
    expect((body as {items: {metadata: {name: string}}[]}).items.map(n => n.metadata.name).sort()).toEqual(
      ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'people'].sort(),
    );
    expect(digest(config)).toBe(before);
  });

  test('scenarios for which the rights do not suffice are skipped, and say which are missing', async () => {
    const {grant, run, verdicts} = await foreignCluster();
    await grant('secrets-listed');
    const {stdout} = await run(['secrets-listed', 'cluster-admin-bound']);
    expect(verdicts(stdout)).toEqual({
      'secrets-listed': 'detected',
      'cluster-admin-bound': expect.stringContaining('the drill may not'),
    });
  });

  test('without any rights nothing is begun, and the role to apply is named', async () => {
    const {run} = await foreignCluster();
    const {code, stderr} = await run(['secrets-listed']);
    expect(stderr).toContain('the drill may not: create namespaces');
    expect(stderr).toContain('kubedrill plan --role');
    expect(code).toBe(3);
  });

  test('nobody attacks it by accident: the context must be named, known and confirmed', async () => {
    const {run, config} = await foreignCluster();
    const within = (...argv: string[]) => kubedrillIn({KUBECONFIG: config}, ...argv);
    const unconfirmed = await within('run', '--cluster', 'existing', '--context', 'staging', '--out', tempDir());
    expect(unconfirmed).toMatchObject({code: 2, stderr: expect.stringContaining('--yes-this-cluster staging')});
    const mistaken = await run([], 'staging', 'production');
    expect(mistaken).toMatchObject({code: 2, stderr: expect.stringContaining('is not the context')});
    const unnamed = await within('run', '--cluster', 'existing', '--out', tempDir());
    expect(unnamed).toMatchObject({code: 2, stderr: expect.stringContaining('--context NAME')});
    const misspelt = await run([], 'stagin', 'stagin');
    expect(misspelt).toMatchObject({code: 2, stderr: expect.stringContaining('did you mean staging?')});
  });

  test('one that does not answer is told, with its address', async () => {
    const {run} = await foreignCluster();
    const {code, stderr} = await run([], 'production');
    expect(stderr).toContain('http://127.0.0.1:1 does not answer');
    expect(code).toBe(3);
  });

  test('without an audit log the chain cannot be judged, and nothing counts as missed', async () => {
    const {grant, config} = await foreignCluster();
    await grant('secrets-listed');
    const {code, stdout} = await kubedrillIn(
      {KUBECONFIG: config},
      ...['run', 'secrets-listed', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging'],
      ...['--out', tempDir(), '--json', '--quiet', '--sla', '200ms', '--grace', '100ms'],
    );
    expect(JSON.parse(stdout).scenarios[0]).toMatchObject({verdict: 'inconclusive'});
    expect(code).toBe(4);
  });
});

test('the printed role is YAML of a ClusterRole and its binding to the user', async () => {
  const {stdout, code} = await kubedrill('plan', 'pod-exec', '--role', 'alice');
  const [role, binding] = parseAllDocuments(stdout).map(d => d.toJS());
  expect(role).toMatchObject({kind: 'ClusterRole', metadata: {name: 'kubedrill'}});
  expect(role.rules).toContainEqual({apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get']});
  expect(binding).toMatchObject({kind: 'ClusterRoleBinding', subjects: [{kind: 'User', name: 'alice'}]});
  expect(parse(stdout.split('---')[0] ?? '').rules.flatMap((r: {verbs: string[]}) => r.verbs)).not.toContain('*');
  expect(code).toBe(0);
});

import {KubeConfig} from '@kubernetes/client-node';
import {describe, expect, onTestFinished, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {ApiClient} from '../../src/cluster/api/client.js';
import {permissionsFor} from '../../src/drill/plan/permissions.js';
import {makePlan} from '../../src/drill/plan/plan.js';
import type {PreflightInput} from '../../src/drill/preflight/check.js';
import {drillPermissions} from '../../src/drill/preflight/permissions.js';
import {partsOfRule} from '../../src/kube/rbac-rule.js';
import {everyScenario, loadDrill} from '../../src/scenario/load.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const USER = 'system:serviceaccount:drills:runner';

/** A cluster with the objects that `plan --rbac` prints, applied in their order by an administrator. */
async function clusterWith(...argv: string[]) {
  const cluster = await simulated();
  const {admin, namespace, tokenFor} = cluster;
  await namespace('drills');
  const {stdout, stderr} = await kubedrill('plan', ...argv, '--rbac', '--namespace', 'drills', '--name', 'runner');
  const [account, role, binding] = parseAllDocuments(stdout).map(document => document.toJS());
  const answers = [
    await admin('POST', '/api/v1/namespaces/drills/serviceaccounts', account),
    await admin('POST', `${RBAC}/clusterroles`, role),
    await admin('POST', `${RBAC}/clusterrolebindings`, binding),
  ];
  expect(
    answers.map(({code}) => code),
    stderr,
  ).toEqual([201, 201, 201]);
  return {...cluster, token: await tokenFor('drills', 'runner')};
}

describe('the ServiceAccount that plan --rbac prints', () => {
  test.each([
    ['the core drill', []],
    ['a role that the drill itself binds', ['impersonation:service-account', 'anonymous-probing:granted']],
    ['a right to escalate that an attacker gets', ['escalating-role:created', 'cluster-admin-bound']],
  ])('runs %s, is refused nothing, and leaves nothing', async (_, argv) => {
    const {server, token, auditLog, events} = await clusterWith(...argv);
    const {stdout, stderr, code} = await kubedrillIn(
      {KUBECONFIG: kubeconfig(server.url, token)},
      ...['run', ...argv, '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging'],
      ...['--audit-log', auditLog, '--out', tempDir(), '--json', '--quiet'],
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({cleanup: {left: []}});
    const own = events().filter(({user}) => user?.username === USER);
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter(({responseStatus}) => responseStatus?.code === 403).map(e => e.requestURI)).toEqual([]);
  });

  test('without any one of its rules preflight names what is lacking, and the scenarios that need it', async () => {
    const {admin, kubeConfig, token} = await clusterWith('--all', '--variants');
    const plan = makePlan(loadDrill('core'), everyScenario(true));
    const config = new KubeConfig();
    const server = kubeConfig.getCurrentCluster()?.server ?? '';
    config.loadFromClusterAndUser({name: 'simulated', server, skipTLSVerify: true}, {name: 'runner', token});
    const client = new ApiClient(config, 'test/1');
    onTestFinished(() => client.close());
    const input = {plan, client, abort: new AbortController().signal} as unknown as PreflightInput;
    const check = async () => {
      const said = await drillPermissions(input);
      return Array.isArray(said) ? said : said.findings;
    };
    expect(await check()).toMatchObject([{state: 'ok'}]);
    const grouped = permissionsFor(plan);
    expect(grouped.length).toBeGreaterThan(50);
    for (const taken of grouped) {
      const rules = grouped.filter(other => other !== taken).map(({rule}) => rule);
      await admin('PUT', `${RBAC}/clusterroles/runner`, {metadata: {name: 'runner'}, rules});
      const findings = await check();
      const told = findings.map(({detail}) => detail).join('\n');
      for (const part of partsOfRule(taken.rule)) expect(told).toContain(`${part.verbs[0]} ${part.resources?.[0]}`);
      // What every drill needs, some scenarios may need once more.
      const isForAll = taken.by.includes('every drill');
      const lacking = findings.flatMap(({scenario}) => scenario ?? []);
      if (isForAll) expect(findings.some(({scenario}) => scenario === undefined)).toBe(true);
      else expect({all: findings.length, lacking: lacking.sort()}).toEqual({all: taken.by.length, lacking: taken.by});
    }
  });
});

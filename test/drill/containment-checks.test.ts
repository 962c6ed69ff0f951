import {randomUUID} from 'node:crypto';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import {createActor, createNamespace} from '../../src/drill/act/actor.js';
import {Identities} from '../../src/drill/act/identities.js';
import {Requester} from '../../src/drill/act/requester.js';
import {Execution} from '../../src/drill/execution.js';
import {watchAs} from '../../src/drill/respond/changes.js';
import type {Check} from '../../src/drill/respond/check.js';
import {onNode} from '../../src/drill/respond/checks/on-node.js';
import {checksOf} from '../../src/drill/respond/checks.js';
import {Looker} from '../../src/drill/respond/looker.js';
import type {PlannedScenario} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import {realClock} from '../../src/lib/clock.js';
import {runTool} from '../../src/lib/process/exec.js';
import {Journal} from '../../src/run/journal/journal.js';
import {Respond} from '../../src/scenario/respond.js';
import {requestContext} from '../../src/scenario/steps/request.js';
import {openTestCluster} from '../helpers/drill.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {never} from '../helpers/source.js';
import {tempDir} from '../helpers/temp.js';

let cluster: Cluster;
let admin: ApiClient;
let requester: Requester;
let ns: string;
/** How many minutes it is later for the drill than for the API server. */
let later: number;
const clock = {...realClock, wall: () => new Date(realClock.wall().getTime() + later * 60_000)};

const send = (method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT', path: string, body?: unknown): Promise<ApiAnswer> =>
  admin.send(
    {
      ...{method, path},
      ...(body !== undefined && {body}),
      ...(method === 'PATCH' && {contentType: 'application/merge-patch+json'}),
    },
    {auditId: randomUUID()},
  );
const core = (rest: string): string => `/api/v1/namespaces/${ns}/${rest}`;
const apps = (rest: string): string => `/apis/apps/v1/namespaces/${ns}/${rest}`;

/** What a `respond` part of a scenario with this check makes. */
function checkOf(check: object): Check {
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('the package has no secrets-listed');
  const names = {namespace: ns, name: ns, token: ns, node: 'simulated-node'};
  const rest = {image: '', index: '1', run: 'run', serviceAccount: '', user: ''};
  const context = requestContext({...rest, ...names});
  const respond = Respond.parse({contain: {checks: [check]}});
  const [made] = checksOf({scenario: {...scenario, respond}, requester, looker: new Looker(admin), context});
  if (!made) throw new Error('no check');
  return made;
}

const pod = (name: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, labels},
  spec: {containers: [{name: 'main', image: 'registry.k8s.io/pause:3.10'}]},
});

beforeEach(async () => {
  later = 0;
  cluster = await openTestCluster();
  admin = new ApiClient(cluster.kubeConfig, 'kubectl');
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('the package has no secrets-listed');
  const execution = new Execution(scenario, {id: scenario.id, expectations: []} as unknown as PlannedScenario, 'run');
  const identities = new Identities(cluster.kubeConfig, execution.userAgent, realClock);
  const journal = new Journal(join(tempDir(), 'journal.ndjson'));
  requester = new Requester({execution, identities, log: new EventLog(realClock), journal, clock});
  ns = execution.namespace;
  await createNamespace(requester, never);
  await createActor(requester, 'responded', never);
});

afterEach(async () => {
  await requester.identities.close();
  await admin.close();
  await cluster.release();
});

/** Of pods by their node the simulated server tells nothing on a watch. */
const UNWATCHED = ['drained'];

/** A check, what makes it hold, and its words before and after. */
interface Case {
  check: () => object;
  before?: () => Promise<unknown>;
  contain: () => Promise<unknown>;
  says: [RegExp, RegExp];
}

const CASES: Record<string, Case> = {
  gone: {
    check: () => ({gone: 'configmaps', name: 'plan'}),
    before: () => send('POST', core('configmaps'), {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'plan'}}),
    contain: () => send('DELETE', core('configmaps/plan')),
    says: [/configmaps plan is there/, /configmaps plan is gone/],
  },
  absent: {
    check: () => ({absent: {selector: 'app=miner'}}),
    before: () => send('POST', core('pods'), pod('miner', {app: 'miner'})),
    contain: () => send('DELETE', `${core('pods/miner')}?gracePeriodSeconds=0`),
    says: [/1 of pods app=miner: miner/, /none of pods app=miner/],
  },
  stopped: {
    check: () => ({stopped: 'deployments', name: 'shop'}),
    before: () =>
      send('POST', apps('deployments'), {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {name: 'shop'},
        spec: {
          replicas: 1,
          selector: {matchLabels: {app: 'shop'}},
          template: {metadata: {labels: {app: 'shop'}}, spec: pod('', {}).spec},
        },
      }),
    contain: () => send('PATCH', apps('deployments/shop'), {spec: {replicas: 0}}),
    says: [/deployments shop is not scaled to zero or suspended/, /deployments shop is stopped/],
  },
  denied: {
    check: () => ({denied: {user: 'eve', verb: 'get', resource: 'secrets', namespace: ns}}),
    before: async () => {
      const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin'};
      const subjects = [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'eve'}];
      const metadata = {name: 'eve'};
      const body = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef, subjects};
      await send('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}/rolebindings`, body);
    },
    contain: () => send('DELETE', `/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}/rolebindings/eve`),
    says: [/eve may still get secrets in kd-/, /eve may not get secrets in kd-/],
  },
  isolated: {
    check: () => ({isolated: {selector: 'app=web'}}),
    before: () => send('POST', core('pods'), pod('web', {app: 'web'})),
    contain: () =>
      send('POST', `/apis/networking.k8s.io/v1/namespaces/${ns}/networkpolicies`, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {name: 'closed'},
        spec: {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Ingress', 'Egress']},
      }),
    says: [/no network policy closes web for Ingress/, /network policies allow nothing/],
  },
  frozen: {
    check: () => ({frozen: ns}),
    before: async () => {
      const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit'};
      const subjects = [{kind: 'ServiceAccount', name: requester.execution.serviceAccount, namespace: ns}];
      const body = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {name: 'edit'}};
      const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}/rolebindings`;
      await send('POST', path, {...body, roleRef, subjects});
    },
    contain: async () => {
      const metadata = {name: 'frozen'};
      const spec = {hard: {pods: '0'}};
      await send('POST', core('resourcequotas'), {apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec});
    },
    says: [/a pod can be made in kd-/, /a pod is refused \(403\)/],
  },
  cordoned: {
    check: () => ({cordoned: '{{ node }}'}),
    before: async () => {
      const {body} = await send('GET', '/api/v1/nodes');
      const {items} = body as {items: {metadata: {name: string}}[]};
      expect(items.map(n => n.metadata.name)).toContain('simulated-node');
      const alone = checkOf({cordoned: '{{ node }}'});
      expect(await alone.look(never)).toMatchObject({
        state: 'held',
        detail: 'simulated-node is the only node, and stays open',
      });
      await send('POST', '/api/v1/nodes', {apiVersion: 'v1', kind: 'Node', metadata: {name: 'another'}});
    },
    contain: () => send('PATCH', '/api/v1/nodes/simulated-node', {spec: {unschedulable: true}}),
    says: [/takes new pods/, /takes no new pods/],
  },
  drained: {
    check: () => ({drained: 'other-node'}),
    before: async () => {
      const [left] = ['left'].map(name => pod(name, {app: 'web'}) as {spec: object; metadata: object});
      const created = await send('POST', core('pods'), {...left, spec: {...left?.spec, nodeName: 'other-node'}});
      expect(created).toMatchObject({code: 201});
      const own = {
        ...left,
        metadata: {...left?.metadata, name: 'own', annotations: {'kubernetes.io/config.mirror': 'x'}},
      };
      await send('POST', core('pods'), {...own, spec: {...left?.spec, nodeName: 'other-node'}});
    },
    contain: () => send('DELETE', core('pods/left')),
    says: [/1 on other-node: left/, /nothing is left on other-node/],
  },
  restored: {
    check: () => ({restored: 'secrets', name: 'db', fields: ['data.password']}),
    before: async () => {
      const metadata = {name: 'db'};
      const data = {password: 'aHVudGVyMg=='};
      await send('POST', core('secrets'), {apiVersion: 'v1', kind: 'Secret', metadata, data});
    },
    contain: () => send('PATCH', core('secrets/db'), {data: {password: 'aHVudGVyMg=='}}),
    says: [/data.password of secrets db is not as before/, /secrets db is as before/],
  },
  back: {
    check: () => ({back: 'configmaps', name: 'plan'}),
    contain: () => send('POST', core('configmaps'), {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'plan'}}),
    says: [/configmaps plan is not there/, /configmaps plan is there/],
  },
  rotated: {
    check: () => ({rotated: 'secrets', name: 'db', fields: ['data.password']}),
    before: () => CASES.restored?.before?.() ?? Promise.resolve(),
    contain: () => send('PATCH', core('secrets/db'), {data: {password: 'bmV3'}}),
    says: [/data.password of secrets db is still what it was/, /secrets db holds something new/],
  },
  any: {
    check: () => ({
      any: [
        {gone: 'deployments', name: 'shop'},
        {stopped: 'deployments', name: 'shop'},
      ],
    }),
    before: () => CASES.stopped?.before?.() ?? Promise.resolve(),
    contain: () => CASES.stopped?.contain() ?? Promise.resolve(),
    says: [/deployments shop is there; deployments shop is not scaled/, /deployments shop is stopped/],
  },
};

describe('a check of containment', () => {
  test.each(Object.entries(CASES))('%s does not hold, then holds', async (name, {check, before, contain, says}) => {
    await before?.();
    const made = checkOf(check());
    await made.before?.(never);
    if (name === 'restored') await send('PATCH', core('secrets/db'), {data: {password: 'ZXZpbA=='}});
    expect(await made.look(never)).toMatchObject({state: 'not held', detail: expect.stringMatching(says[0])});
    await contain();
    await expect.poll(() => made.look(never)).toMatchObject({state: 'held', detail: expect.stringMatching(says[1])});
  });

  test.each(Object.entries(CASES).filter(([name]) => !UNWATCHED.includes(name)))(
    '%s is heard of in the moment in which it changes, without being asked',
    async (_, {check, contain, ...first}) => {
      await first.before?.();
      const {watches = []} = checkOf(check());
      expect(watches).not.toEqual([]);
      const stop = new AbortController();
      let heard = 0;
      const watching = watches.map(path => watchAs(admin)(path, () => heard++, stop.signal).catch(() => 'stopped'));
      try {
        // What is there is told first.
        await new Promise(resolve => setTimeout(resolve, 100));
        const known = heard;
        await contain();
        await expect.poll(() => heard).toBeGreaterThan(known);
      } finally {
        stop.abort();
      }
      expect(new Set(await Promise.all(watching))).toEqual(new Set(['stopped']));
    },
  );

  test('of what a Secret holds compares, and shows nothing', async () => {
    await CASES.restored?.before?.();
    const made = checkOf({restored: 'secrets', name: 'db', fields: ['data.password']});
    await made.before?.(never);
    await send('PATCH', core('secrets/db'), {data: {password: 'c2VjcmV0'}});
    expect(JSON.stringify(await made.look(never))).not.toMatch(/c2VjcmV0|aHVudGVyMg/);
  });

  test('of isolation fails as soon as one policy allows anything: what policies allow adds up', async () => {
    await CASES.isolated?.before?.();
    await CASES.isolated?.contain();
    const made = checkOf({isolated: {selector: 'app=web'}});
    expect(await made.look(never)).toMatchObject({state: 'held'});
    await send('POST', `/apis/networking.k8s.io/v1/namespaces/${ns}/networkpolicies`, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {name: 'open'},
      spec: {podSelector: {}, policyTypes: ['Egress'], egress: [{}]},
    });
    expect(await made.look(never)).toMatchObject({state: 'not held', detail: 'open lets some Egress of web through'});
  });

  test('of isolation is sure when a connection out of the pods was tried, and did not open', async () => {
    await CASES.isolated?.before?.();
    await CASES.isolated?.contain();
    const made = checkOf({isolated: {selector: 'app=web'}});
    await expect
      .poll(() => made.confirm?.(never))
      .toEqual({
        state: 'held',
        detail: 'network policies allow nothing, and web does not reach kubernetes (10.96.0.1:443)',
      });
    await send('DELETE', core('pods/web?gracePeriodSeconds=0'));
    expect(await made.confirm?.(never)).toEqual({state: 'held', detail: 'no pod app=web runs'});
  });

  test('of isolation is not known, and never held, where a pod still connects, or nothing in it can', async () => {
    await CASES.isolated?.before?.();
    await CASES.isolated?.contain();
    const answers = (result: object) =>
      Object.create(requester, {
        nodes: {value: {defaultNode: 'n', run: async () => ({ok: false, output: '', ...result})}},
      });
    const running = async () => (await send('GET', core('pods/web'))).body;
    await expect.poll(running).toMatchObject({status: {phase: 'Running'}});
    const own = requester;
    const says = async (result: object) => {
      requester = answers(result);
      const standing = await checkOf({isolated: {selector: 'app=web'}}).confirm?.(never);
      requester = own;
      return standing;
    };
    expect(await says({ok: true})).toEqual({
      state: 'unknown',
      detail:
        'network policies allow nothing, but web reaches kubernetes (10.96.0.1:443): this network does not enforce them, or not yet',
    });
    expect(await says({exitCode: 124})).toMatchObject({state: 'held'});
    expect(await says({exitCode: 3})).toMatchObject({
      state: 'unknown',
      detail: expect.stringMatching(/no process of web/),
    });
    expect(await says({exitCode: 127, output: 'nsenter: not found'})).toMatchObject({
      state: 'unknown',
      detail: expect.stringMatching(/could not try it: nsenter: not found/),
    });
    await send('DELETE', '/api/v1/namespaces/default/services/kubernetes');
    expect(await checkOf({isolated: {selector: 'app=web'}}).confirm?.(never)).toMatchObject({
      state: 'unknown',
      detail: expect.stringMatching(/nothing in the cluster is known to listen/),
    });
  });

  test("of isolation does not hold for a pod in its node's network, which no policy closes", async () => {
    const shared = pod('web', {app: 'web'});
    await send('POST', core('pods'), {...shared, spec: {...shared.spec, hostNetwork: true}});
    await CASES.isolated?.contain();
    expect(await checkOf({isolated: {selector: 'app=web'}}).look(never)).toMatchObject({
      state: 'not held',
      detail: expect.stringMatching(/in its node's network/),
    });
  });

  test('of a file on a node hears from the node itself that the answer is another one', async () => {
    const file = join(tempDir(), 'left');
    writeFileSync(file, '');
    // This machine is the node.
    const nodes = {
      defaultNode: 'here',
      run: (_: string, [program = '', ...args]: readonly string[], signal?: AbortSignal) =>
        runTool(program, args, signal ? {signal} : {}),
    };
    const made = onNode({nodes, clock: realClock}, {command: ['test', '!', '-e', file]});
    const stop = new AbortController();
    const heard = new Promise<void>(resolve => void made.hear?.(resolve, stop.signal).catch(() => {}));
    expect(await made.look(never)).toMatchObject({state: 'not held'});
    rmSync(file);
    await heard;
    expect(await made.look(never)).toMatchObject({state: 'held'});
    stop.abort();
  });

  test('of a token that runs out says nothing, unless it was dead before; here it lives for a working day', async () => {
    const day = 8 * 60;
    const account = core(`serviceaccounts/${requester.execution.serviceAccount}`);
    const [powerless, seen, late] = [{powerless: 'actor'}, {revoked: 'actor'}, {revoked: 'actor'}].map(checkOf);
    await send('DELETE', account);
    later = day - 2;
    await expect.poll(async () => (await seen?.look(never))?.state).toBe('held');
    // The API server's clock may be a minute ahead.
    later = day - 0.5;
    expect(await late?.look(never)).toMatchObject({state: 'unknown', detail: expect.stringMatching(/has run out/)});
    expect(await seen?.look(never)).toMatchObject({state: 'held', detail: expect.stringMatching(/no longer works/)});
    // Its rights are another question.
    expect(await powerless?.look(never)).toMatchObject({state: 'not held', detail: expect.stringMatching(/may still/)});
  });

  test('of a token holds when it no longer works, and of a frozen namespace when the attacker can make no pod', async () => {
    const [powerless, revoked, frozen] = [{powerless: 'actor'}, {revoked: 'actor'}, {frozen: ns}].map(checkOf);
    expect(await powerless?.look(never)).toMatchObject({
      state: 'not held',
      detail: expect.stringMatching(/may still list secrets/),
    });
    expect(await powerless?.confirm?.(never)).toMatchObject({
      state: 'not held',
      detail: expect.stringMatching(/can still list secrets \(200\)/),
    });
    expect(await revoked?.look(never)).toMatchObject({state: 'not held'});
    // This actor was never allowed to make pods.
    expect(await frozen?.look(never)).toMatchObject({state: 'held', detail: 'a pod is refused (403)'});
    await send('DELETE', core(`serviceaccounts/${requester.execution.serviceAccount}`));
    await expect.poll(async () => (await revoked?.look(never))?.state).toBe('held');
    expect(await powerless?.look(never)).toMatchObject({
      state: 'held',
      detail: expect.stringMatching(/no longer works/),
    });
    expect(await powerless?.confirm?.(never)).toMatchObject({
      state: 'held',
      detail: expect.stringMatching(/is refused \(401\)/),
    });
    expect(await frozen?.look(never)).toMatchObject({state: 'held', detail: 'a pod is refused (401)'});
  });

  test('of a frozen namespace holds by whatever keeps the attacker from making a pod', async () => {
    const frozen = checkOf({frozen: ns});
    const rbac = 'rbac.authorization.k8s.io';
    const name = requester.execution.serviceAccount;
    const binding = {
      ...{apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: {name: `${ns}-edit`}},
      roleRef: {apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin'},
      subjects: [{kind: 'ServiceAccount', name, namespace: ns}],
    };
    await send('POST', `/apis/${rbac}/v1/clusterrolebindings`, binding);
    await expect.poll(async () => (await frozen.look(never)).state).toBe('not held');
    const metadata = {name: `${ns}-stop`};
    const admission = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic';
    const rule = {apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']};
    await send('POST', `${admission}ies`, {
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {resourceRules: [rule]},
        validations: [{expression: 'false', message: 'stopped'}],
      },
    });
    const spec = {policyName: metadata.name, validationActions: ['Deny']};
    await send('POST', `${admission}ybindings`, {metadata, spec});
    await expect.poll(async () => frozen.look(never)).toMatchObject({state: 'held', detail: 'a pod is refused (422)'});
    expect(await checkOf({frozen: 'no-such-namespace'}).look(never)).toMatchObject({state: 'held'});
  });

  test('of an attacker is unknown where the server is overloaded or fails', async () => {
    const own = requester;
    for (const code of [429, 500, 503]) {
      requester = Object.create(own, {send: {value: async () => ({outcome: 'failed', answer: {code}})}});
      const standing = await checkOf({powerless: 'actor'}).confirm?.(never);
      expect(standing).toEqual({state: 'unknown', detail: `the API server answered ${code}`});
    }
    requester = own;
  });

  test('of an object that is to be there does not hold while it is being deleted', async () => {
    const metadata = {name: 'plan', finalizers: ['example.com/slow']};
    await send('POST', core('configmaps'), {apiVersion: 'v1', kind: 'ConfigMap', metadata});
    const made = checkOf({back: 'configmaps', name: 'plan'});
    expect(await made.look(never)).toMatchObject({state: 'held'});
    await send('DELETE', core('configmaps/plan'));
    expect(await made.look(never)).toMatchObject({state: 'not held', detail: 'configmaps plan is being deleted'});
    await send('PATCH', core('configmaps/plan'), {metadata: {finalizers: null}});
  });

  test('of which one is enough is unknown as long as one of them may hold, and asks an attacker before it is sure', async () => {
    const [unsure, powerless] = [
      {any: [{gone: 'serviceaccounts', name: 'default'}, {cordoned: 'no-such-node'}]},
      {any: [{powerless: 'actor'}, {gone: 'serviceaccounts', name: 'default'}]},
    ].map(checkOf);
    expect(await unsure?.look(never)).toMatchObject({state: 'unknown'});
    await send(
      'DELETE',
      `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${requester.execution.token}-backup-agent`,
    );
    await send('DELETE', `/apis/rbac.authorization.k8s.io/v1/namespaces/${ns}/rolebindings/backup-agent`);
    await expect.poll(async () => (await powerless?.look(never))?.state).toBe('held');
    expect(await powerless?.confirm?.(never)).toMatchObject({
      state: 'held',
      detail: expect.stringMatching(/is refused \(403\)/),
    });
  });

  test('of a token that the attack obtains looks for it when it is asked', async () => {
    const made = checkOf({revoked: 'stolen'});
    expect(await made.look(never)).toMatchObject({state: 'unknown', detail: 'there is no token of credential stolen'});
    const token = requester.identities.tokenOf('actor')?.token;
    if (token) requester.identities.hold('stolen', {as: 'bearer', token}, 'stolen');
    expect(await made.look(never)).toMatchObject({
      state: 'not held',
      detail: 'the token of credential stolen still works',
    });
  });

  test('of a file on a node asks the node, and says when it could not', async () => {
    const checkWith = (code: number | undefined) =>
      onNode(
        {
          nodes: {
            defaultNode: 'node-1',
            run: async () => ({
              ...{ok: code === 0, why: code === undefined ? 'timeout' : 'exit code', stdout: '', output: ''},
              ...(code !== undefined && {exitCode: code}),
            }),
          },
        } as unknown as Requester,
        {command: ['test', '!', '-e', '/tmp/a']},
      );
    expect(await checkWith(0).look(never)).toMatchObject({state: 'held'});
    expect(await checkWith(1).look(never)).toMatchObject({state: 'not held'});
    expect(await checkWith(2).look(never)).toMatchObject({state: 'unknown'});
    expect(await checkWith(undefined).look(never)).toMatchObject({state: 'unknown', detail: 'timeout'});
    expect(await onNode(requester, {command: ['true']}).look(never)).toMatchObject({state: 'unknown'});
  });

  test('is unknown, never held, where the server does not answer', async () => {
    const nowhere = new KubeConfig();
    nowhere.loadFromClusterAndUser(
      {name: 'gone', server: 'http://127.0.0.1:9', skipTLSVerify: false},
      {name: 'nobody'},
    );
    const client = new ApiClient(nowhere, 'kubectl');
    const standing = await new Looker(client).look(
      {method: 'GET', path: '/version'},
      () => ({state: 'held', detail: ''}),
      never,
    );
    await client.close();
    expect(standing).toMatchObject({state: 'unknown', detail: expect.stringContaining('not allowed')});
  });
});

import {randomUUID} from 'node:crypto';
import {expect, test} from 'vitest';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {EventOf} from '../../src/events/events.js';
import {markdownReport} from '../../src/report/markdown/markdown.js';
import {followedSteps} from '../../src/response/procedure.js';
import {containmentOf} from '../../src/scenario/containment.js';
import {idsWithVariants, loadScenarios} from '../../src/scenario/load.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {scoreRun} from '../../src/score/card.js';
import {type Drilled, drillOn, openTestCluster} from '../helpers/drill.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';

/** Somebody with the rights of a cluster administrator, at one scenario. */
interface Responder {
  /** The namespace of the scenario. */
  ns: string;
  token: string;
  /** The attacker's account. */
  account: string;
  send(method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT', path: string, body?: unknown): Promise<ApiAnswer>;
}
type Recipe = (responder: Responder) => Promise<unknown>;

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';

/** What nearly every containment begins with: the account loses its rights, and then its token. */
const cutOff: Recipe = async ({send, ns, token, account}) => {
  await send('DELETE', `${RBAC}/clusterrolebindings/${token}-${account}`);
  await send('DELETE', `${RBAC}/namespaces/${ns}/rolebindings/${account}`);
  await send('DELETE', `/api/v1/namespaces/${ns}/serviceaccounts/${account}`);
};

const inOrder =
  (...recipes: Recipe[]): Recipe =>
  async responder => {
    for (const recipe of recipes) await recipe(responder);
  };
const removes =
  (...paths: string[]): Recipe =>
  async ({send, ns, token}) => {
    for (const path of paths) await send('DELETE', path.replaceAll('NS', ns).replaceAll('TOKEN', token));
  };
const pod = (...names: string[]) =>
  inOrder(cutOff, removes(...names.map(name => `/api/v1/namespaces/NS/pods/${name}?gracePeriodSeconds=0`)));
const deployment = (name: string) => inOrder(cutOff, removes(`/apis/apps/v1/namespaces/NS/deployments/${name}`));
const patches =
  (path: string, body: object): Recipe =>
  ({send, ns}) =>
    send('PATCH', path.replaceAll('NS', ns), body);

/** The live Deployment as it was: one container, and no privileges. */
const cleanDeployment: Recipe = async ({send, ns}) => {
  const path = `/apis/apps/v1/namespaces/${ns}/deployments/web`;
  const {body} = await send('GET', path);
  const {template} = (body as {spec: {template: {spec: {containers: Record<string, unknown>[]}}}}).spec;
  const own = template.spec.containers.filter(({name}) => name === 'web').map(({securityContext: _, ...rest}) => rest);
  await send('PATCH', path, {spec: {template: {spec: {containers: own, initContainers: null}}}});
};
const narrowedRole = patches(`${RBAC}/namespaces/NS/roles/readers`, {
  rules: [{apiGroups: [''], resources: ['configmaps'], verbs: ['get']}],
});
const rotates =
  (...names: string[]): Recipe =>
  async ({send, ns}) => {
    const data = {password: Buffer.from('another').toString('base64')};
    for (const name of names) await send('PATCH', `/api/v1/namespaces/${ns}/secrets/${name}`, {data});
  };

/** From a manifest that knows nothing of drills, as soon as the old namespace has gone. */
const rebuilt: Recipe = async ({send, ns}) => {
  await expect.poll(() => send('POST', '/api/v1/namespaces', {metadata: {name: ns}})).toMatchObject({code: 201});
  const app = {app: 'shop'};
  await send('POST', `/apis/apps/v1/namespaces/${ns}/deployments`, {
    metadata: {name: 'shop'},
    spec: {
      selector: {matchLabels: app},
      template: {metadata: {labels: app}, spec: {containers: [{name: 'app', image: 'registry.k8s.io/pause:3.10'}]}},
    },
  });
};
const newBinding: Recipe = ({send, token}) =>
  send('POST', `${ADMISSION}/validatingadmissionpolicybindings`, {
    metadata: {name: `${token}-no-privileged`},
    spec: {policyName: `${token}-no-privileged`, validationActions: ['Deny']},
  });
/** A line that the attack put in front of it. */
const cleanCorefile: Recipe = async ({send}) => {
  const path = '/api/v1/namespaces/kube-system/configmaps/coredns';
  const {body} = await send('GET', path);
  const {Corefile} = (body as {data: {Corefile: string}}).data;
  await send('PATCH', path, {data: {Corefile: Corefile.replace(/^# kd-\S+\n/, '')}});
};

/** What is done beside cutting the account off, by scenario; a variant without a line does as its scenario does. */
const RECIPES: Record<string, Recipe> = {
  'anonymous-probing:granted': inOrder(cutOff, removes(`${RBAC}/namespaces/NS/rolebindings/dashboard`)),
  'backdoor-service-account': inOrder(
    cutOff,
    removes(
      '/api/v1/namespaces/kube-system/serviceaccounts/TOKEN-metrics',
      '/api/v1/namespaces/kube-system/secrets/TOKEN-metrics-token',
    ),
  ),
  'cluster-admin-bound': inOrder(cutOff, removes(`${RBAC}/clusterrolebindings/TOKEN-root`)),
  'cluster-admin-bound:role-binding': inOrder(cutOff, removes(`${RBAC}/namespaces/NS/rolebindings/owners`)),
  'coredns-changed:stored': inOrder(cutOff, cleanCorefile),
  'credentials-in-configmap': removes('/api/v1/namespaces/NS/configmaps/shop'),
  'credentials-in-configmap:stdout': removes('/api/v1/namespaces/NS/pods/uploader?gracePeriodSeconds=0'),
  'cronjob-backdoor': inOrder(cutOff, removes('/apis/batch/v1/namespaces/NS/cronjobs/cache-warmer')),
  'ephemeral-container': pod('web'),
  'escalating-role': inOrder(cutOff, narrowedRole),
  'escalating-role:created': inOrder(cutOff, removes(`${RBAC}/clusterroles/TOKEN-everything`)),
  'escalating-role:applied': inOrder(cutOff, removes(`${RBAC}/clusterroles/TOKEN-everything`)),
  'guardrail-lowered': inOrder(
    pod('node-tuner'),
    patches('/api/v1/namespaces/NS', {metadata: {labels: {'pod-security.kubernetes.io/enforce': 'baseline'}}}),
  ),
  'guardrail-lowered:policy-binding': inOrder(pod('node-tuner'), newBinding),
  'host-namespaces': pod('net-view', 'process-view', 'memory-view', 'tracer'),
  'host-namespaces:deployment': deployment('process-view'),
  'hostile-exec': pod('web'),
  'look-alike-pod': inOrder(
    cutOff,
    removes('/api/v1/namespaces/kube-system/pods/kube-proxy-TOKEN?gracePeriodSeconds=0'),
  ),
  'nodeport-service': inOrder(cutOff, removes('/api/v1/namespaces/NS/services/admin')),
  'nodeport-service:patched': inOrder(
    cutOff,
    patches('/api/v1/namespaces/NS/services/admin', {spec: {type: 'ClusterIP'}}),
  ),
  'nodeport-service:ingress-without-tls': inOrder(
    cutOff,
    removes('/apis/networking.k8s.io/v1/namespaces/NS/ingresses/admin'),
  ),
  'pod-exec': pod('web'),
  'privileged-pod': pod('node-tuner'),
  'privileged-pod:deployment': deployment('node-tuner'),
  'privileged-pod:dry-run': cutOff,
  'privileged-pod:patched': inOrder(cutOff, cleanDeployment),
  'privileged-pod:json-patch': inOrder(cutOff, cleanDeployment),
  'privileged-token-minted': inOrder(
    cutOff,
    removes('/api/v1/namespaces/kube-system/serviceaccounts/clusterrole-aggregation-controller'),
    ({send}) =>
      send('POST', '/api/v1/namespaces/kube-system/serviceaccounts', {
        metadata: {name: 'clusterrole-aggregation-controller'},
      }),
  ),
  'resource-hijack': pod('worker'),
  'rogue-webhook': inOrder(cutOff, removes(`${ADMISSION}/mutatingwebhookconfigurations/TOKEN-injector`)),
  'rogue-webhook:validating': inOrder(cutOff, removes(`${ADMISSION}/validatingwebhookconfigurations/TOKEN-checker`)),
  'rogue-webhook:admission-policy': inOrder(
    removes(`${ADMISSION}/validatingadmissionpolicybindings/TOKEN-keep`),
    removes(`${ADMISSION}/validatingadmissionpolicies/TOKEN-keep`),
    cutOff,
  ),
  'secrets-harvested': inOrder(cutOff, rotates(...[1, 2, 3, 4, 5].map(n => `database-${n}`))),
  'secrets-listed': inOrder(cutOff, rotates('database')),
  'secrets-listed:metadata-only': cutOff,
  'sensitive-host-path': pod('node-config'),
  'sensitive-host-path:deployment': deployment('node-config'),
  'sensitive-host-path:persistent-volume': inOrder(cutOff, removes('/api/v1/persistentvolumes/TOKEN-data')),
  'sidecar-injected': inOrder(cutOff, cleanDeployment),
  // The pod goes, and its token with it; the account is the web server's own.
  'token-replayed': removes('/api/v1/namespaces/NS/pods/web?gracePeriodSeconds=0'),
  'unapproved-image': pod('collector'),
  'unapproved-image:deployment': deployment('collector'),
  'vulnerable-image': pod('search'),
  'vulnerable-image:deployment': deployment('search'),
  'workloads-destroyed': rebuilt,
};
const recipeOf = (id: string): Recipe => RECIPES[id] ?? RECIPES[id.split(':')[0] ?? ''] ?? cutOff;

/** As the package has it, but held for a moment only. */
function hastened(scenario: Scenario): Scenario {
  const {respond} = scenario;
  if (!respond) throw new Error(`${scenario.id} does not say what people have to do about it`);
  return {...scenario, respond: {...respond, contain: {...respond.contain, hold: '2s'}}};
}

const IDS = idsWithVariants(loadScenarios().scenarios);
const SCENARIOS = scenariosNamed(IDS);

/** All of them on one cluster, side by side, each with somebody who does what its recipe says once it has been looked at. */
async function everybodyResponds(
  scenarios: Scenario[],
  recipe: (id: string) => Recipe,
  withinMs: number,
): Promise<Drilled> {
  const cluster = await openTestCluster();
  const client = new ApiClient(cluster.kubeConfig, 'kubectl/v1.34');
  const started = new Map<string, EventOf<'scenario.started'>>();
  const responding = new Map<string, Promise<unknown>>();
  const send: Responder['send'] = (method, path, body) =>
    client.send(
      {
        ...{method, path},
        ...(body !== undefined && {body}),
        ...(method === 'PATCH' && {contentType: 'application/merge-patch+json'}),
      },
      {auditId: randomUUID()},
    );
  const drilled = await drillOn(cluster, scenarios.map(hastened), {
    settings: {respond: {withinMs}, parallel: 12, slaMs: 6000},
    onEvent: event => {
      if (event.type === 'scenario.started') started.set(event.scenario, event);
      if (event.type !== 'containment.changed' || responding.has(event.scenario)) return;
      const {token = '', namespace: ns = '', actor = ''} = started.get(event.scenario) ?? {};
      const account = actor.split(':').at(-1) ?? '';
      responding.set(event.scenario, recipe(event.scenario)({ns, token, account, send}));
    },
  });
  await Promise.all(responding.values());
  await client.close();
  await cluster.release();
  return drilled;
}

type About = 'containment.changed' | 'containment.checked' | 'scenario.judged' | 'scenario.contained';

/** What the log has of one scenario. */
function read({events}: Drilled, id: string) {
  const about = <T extends About>(type: T) =>
    events.filter((e): e is Extract<typeof e, {type: T}> => e.type === type && e.scenario === id);
  // Twelve at a time keep the server busy: a look without an answer is followed by another.
  const looks = about('containment.changed').filter(({detail}) => !detail?.includes('no answer in time'));
  return {
    verdict: about('scenario.judged')[0]?.verdict,
    responded: events.some(e => e.type === 'scenario.phase' && e.scenario === id && e.phase === 'respond'),
    first: looks.filter((look, index) => looks.findIndex(({check}) => check === look.check) === index),
    last: about('containment.checked'),
    contained: about('scenario.contained').length > 0,
  };
}

test('each attack of the catalogue is open at first, done after an honest containment, and leaves nothing', async () => {
  const drilled = await everybodyResponds(SCENARIOS, recipeOf, 150_000);
  const found = SCENARIOS.map(scenario => ({scenario, ...read(drilled, scenario.id)}));
  const carriedOut = found.filter(f => f.verdict === 'detected');
  expect(carriedOut.length).toBeGreaterThan(80);

  const unasked = carriedOut.filter(f => !f.responded).map(f => f.scenario.id);
  const nothingToDo = SCENARIOS.filter(s => !containmentOf(s).length).map(s => s.id);
  expect(unasked).toEqual(nothingToDo);
  expect(nothingToDo).toEqual([
    'anonymous-probing',
    'invalid-credential-burst',
    'invalid-credential-burst:foreign-certificate',
    'invalid-credential-burst:expired-certificate',
  ]);

  const asked = found.filter(f => f.responded);
  const saysAtFirst = asked.flatMap(({scenario, first}) =>
    first.filter(({state}) => state === 'unknown').map(({check, detail}) => [scenario.id, check, detail]),
  );
  expect(saysAtFirst).toEqual([]);
  const heldFromTheStart = asked.filter(({first}) => !first.some(({state}) => state === 'not held'));
  expect(heldFromTheStart.map(({scenario}) => scenario.id)).toEqual([]);
  const stillOpen = asked.flatMap(({scenario, last}) =>
    last
      .filter(({state}) => state !== 'contained')
      .map(({check, state, detail}) => [scenario.id, check, state, detail]),
  );
  expect(stillOpen).toEqual([]);
  expect(asked.filter(({contained}) => !contained).map(({scenario}) => scenario.id)).toEqual([]);

  // The procedure that people had, with what the machine saw of it: nobody read the binding before it was deleted.
  const bound = drilled.view.scenarios.find(s => s.plan.id === 'cluster-admin-bound');
  const steps = bound ? followedSteps(bound, drilled.view) : [];
  expect(Object.fromEntries(steps.map(({step, state}) => [step.id, state]))).toMatchObject({
    ...{acknowledge: 'unknown', 'save-binding': 'not seen', 'take-rights': 'seen', 'undo-grant': 'seen'},
    ...{'ask-owner': 'for people', tell: 'for people'},
  });
  const withoutProcedure = asked.filter(
    ({scenario}) => !drilled.view.scenarios.some(s => s.plan.id === scenario.id && s.asked?.procedure),
  );
  expect(withoutProcedure.map(({scenario}) => scenario.id)).toEqual([]);
  expect(markdownReport(drilled.view, scoreRun(drilled.view))).toMatch(
    /Procedure: Rights that somebody should not have, kept by platform-security/,
  );

  expect(drilled.error).toBeUndefined();
  expect(drilled.events.flatMap(e => (e.type === 'scenario.cleaned' ? e.left : []))).toEqual([]);
  expect(drilled.drift).toEqual([]);
});

test('where an attack left something, to cut its account off is not enough', async () => {
  // The token of a pod dies with its account, too.
  const more = SCENARIOS.filter(s => recipeOf(s.id) !== cutOff && !s.id.startsWith('token-replayed'));
  const drilled = await everybodyResponds(more, () => cutOff, 15_000);
  const found = more.map(({id}) => ({id, ...read(drilled, id)})).filter(({responded}) => responded);
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter(({contained}) => contained).map(({id}) => id)).toEqual([]);
});

import {describe, expect, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import {DrillControl} from '../../src/drill/control.js';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {responseOf} from '../../src/response/measures.js';
import {Respond} from '../../src/scenario/respond.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {type DrillChange, type Drilled, drill} from '../helpers/drill.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';

type Started = EventOf<'scenario.started'>;
type Send = (request: ApiRequest) => void;
/** What a cluster administrator does about what happens. */
type Act = (send: Send, started: Started, event: DrillEvent) => void;

/**
 * How long people have, on the drill's clock, which is five times as fast: longer than any machine needs, and not waited
 * for, because a response ends when the attack is contained.
 */
const WITHIN = {withinMs: 300_000};
/** The same for evidence that is there: in real milliseconds. */
const SLA_MS = 30_000;

/** A drill in which somebody responds. */
async function responded(scenario: Scenario, act: Act, change: DrillChange = {}): Promise<Drilled> {
  let client: ApiClient | undefined;
  const sent: Promise<unknown>[] = [];
  const send = (request: ApiRequest) => {
    sent.push(client?.send(request, {auditId: crypto.randomUUID()}) ?? Promise.resolve());
  };
  let started: Started | undefined;
  const drilled = await drill([scenario], {
    ...change,
    settings: {respond: WITHIN, slaMs: SLA_MS, ...change.settings},
    cluster: (cluster: Cluster) => {
      client = new ApiClient(cluster.kubeConfig, 'kubectl/v1.34');
      return change.cluster?.(cluster) ?? cluster;
    },
    onEvent: event => {
      if (event.type === 'scenario.started') started = event;
      if (started) act(send, started, event);
    },
  });
  await Promise.all(sent);
  await client?.close();
  return drilled;
}

/** A scenario of the package, contained when these checks have held for a second. */
function scenarioWith(id: string, checks?: object[], hold = '1s'): Scenario {
  const [scenario] = scenariosNamed([id]);
  if (!scenario) throw new Error(`no scenario ${id}`);
  return {...scenario, respond: Respond.parse({contain: {hold, checks: checks ?? [{powerless: 'actor'}]}})};
}

const hasBegun = (event: DrillEvent): boolean => event.type === 'scenario.phase' && event.phase === 'respond';
const isOpen = (event: DrillEvent): boolean => event.type === 'containment.changed' && event.state === 'not held';
const account = ({actor}: Started): string => {
  const [, , namespace, name] = actor.split(':');
  return `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
};
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const remove = (path: string): ApiRequest => ({method: 'DELETE', path});
const checked = ({events}: Drilled) => events.filter(e => e.type === 'containment.checked');
const states = ({events}: Drilled) => events.flatMap(e => (e.type === 'containment.changed' ? [e.state] : []));
const measures = ({view}: Drilled) => responseOf(view)[0];

describe('people who respond', () => {
  test('contain an attack by deleting the account: its token dies', async () => {
    const drilled = await responded(scenarioWith('secrets-listed'), (send, started, event) => {
      if (isOpen(event)) send(remove(account(started)));
    });
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
    const contained = drilled.find('scenario.contained');
    expect(contained).toMatchObject({...WITHIN, holdMs: 1000});
    expect(states(drilled)).toEqual(['not held', 'held']);
    expect(checked(drilled)).toMatchObject([
      {
        state: 'contained',
        rehearsed: false,
        detail: expect.stringMatching(/^the token of \S+ no longer works|refused/),
      },
    ]);
    expect(measures(drilled)).toMatchObject({
      detect: {ms: expect.any(Number)},
      contain: {ms: contained?.ttcMs, slaMs: WITHIN.withinMs},
      containment: 'in time',
      open: [],
    });
    expect(drilled.drift).toEqual([]);
  });

  test("contain an attack by taking its rights: its own requests are made again and refused, and are no attack's evidence", async () => {
    const drilled = await responded(scenarioWith('secrets-listed'), (send, started, event) => {
      if (hasBegun(event))
        send(remove(`${RBAC}/clusterrolebindings/${started.token}-${started.actor.split(':').at(-1)}`));
    });
    expect(drilled.find('scenario.contained')).toBeDefined();
    const replays = drilled.events.filter(e => e.type === 'step.answered' && e.purpose === 'contain');
    expect(replays.length).toBeGreaterThanOrEqual(2);
    expect(new Set(replays.map(e => e.type === 'step.answered' && e.code))).toEqual(new Set([403]));
    const begun = drilled.events.findIndex(hasBegun);
    const counted = drilled.events.slice(begun).filter(e => e.type === 'signal.seen' && e.counted);
    expect(counted).toEqual([]);
    expect(checked(drilled)).toMatchObject([{state: 'contained', detail: expect.stringMatching(/is refused \(403\)/)}]);
  });

  test('who do nothing have not contained it, and what is still open is said', async () => {
    const drilled = await responded(scenarioWith('secrets-listed'), () => {}, {
      settings: {respond: {withinMs: 2000}},
    });
    expect(drilled.find('scenario.contained')).toBeUndefined();
    expect(checked(drilled)).toMatchObject([
      {
        state: 'not contained',
        rehearsed: false,
        withinMs: 2000,
        detail: expect.stringMatching(/may still list secrets/),
      },
    ]);
    expect(measures(drilled)).toMatchObject({
      containment: 'not contained',
      contain: {beyondMs: expect.any(Number)},
      open: [{detail: expect.stringMatching(/may still list secrets/)}],
    });
    expect(drilled.drift).toEqual([]);
  });

  test('have contained it late in the grace after its time', async () => {
    const drilled = await responded(
      scenarioWith('secrets-listed'),
      (send, started, event) => {
        if (isOpen(event)) send(remove(account(started)));
      },
      {settings: {respond: {withinMs: 1}, graceMs: 60_000}},
    );
    const contained = drilled.find('scenario.contained');
    expect(contained?.ttcMs).toBeGreaterThan(1);
    expect(measures(drilled)).toMatchObject({containment: 'late'});
  });

  test('may be quicker than the verdict: their time ends when it held, and nothing is made again before it', async () => {
    const slow = {...scenarioWith('secrets-listed')};
    const expected = slow.expect.map(e => (e.stage === 'alerted' ? {...e, rule: 'no-such-rule'} : e));
    const act: Act = (send, started, event) => {
      if (isOpen(event)) send(remove(account(started)));
    };
    // Two real seconds until the verdict: the token has to be dead before.
    const drilled = await responded({...slow, expect: expected}, act, {settings: {slaMs: 2000}});
    const at = (type: DrillEvent['type'], after = 0): number =>
      drilled.events.findIndex((e, i) => i >= after && e.type === type);
    const held = drilled.events.find(e => e.type === 'containment.changed' && e.state === 'held');
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'missed'});
    expect(held?.seq).toBeLessThan(at('scenario.judged'));
    const replayed = drilled.events.findIndex(e => e.type === 'step.sent' && e.purpose === 'contain');
    expect(replayed).toBeGreaterThan(at('scenario.judged'));
    const contained = drilled.find('scenario.contained');
    expect(contained?.seq).toBeGreaterThan(at('scenario.judged'));
    expect(contained?.ttcMs).toBeLessThanOrEqual(held?.type === 'containment.changed' ? held.sinceMs : Number.NaN);
  });

  test('have contained it only when it holds: what comes back begins the span anew', async () => {
    const checks = [{gone: 'clusterrolebindings', name: '{{ name }}-root'}];
    const path = ({token}: Started) => `${RBAC}/clusterrolebindings/${token}-root`;
    let times = 0;
    const drilled = await responded(scenarioWith('cluster-admin-bound', checks, '10s'), (send, started, event) => {
      if (event.type !== 'containment.changed') return;
      times++;
      // Somebody's controller brings it back once, while it is to hold.
      if (event.state === 'held' && times === 2) {
        const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view'};
        const metadata = {name: `${started.token}-root`};
        const body = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata, roleRef};
        send({method: 'POST', path: `${RBAC}/clusterrolebindings`, body});
      }
      if (event.state === 'not held') send(remove(path(started)));
    });
    expect(states(drilled)).toEqual(['not held', 'held', 'not held', 'held']);
    const last = drilled.events.findLast(e => e.type === 'containment.changed');
    const contained = drilled.find('scenario.contained');
    const back = drilled.events.filter(e => e.type === 'containment.changed')[2];
    expect(contained?.ttcMs).toBeGreaterThanOrEqual(back?.sinceMs ?? Number.NaN);
    expect(contained?.ttcMs).toBeLessThanOrEqual(last?.type === 'containment.changed' ? last.sinceMs : Number.NaN);
  });

  test('are waited for no longer when the scenario is skipped: how each check stood is said', async () => {
    const control = new DrillControl();
    const seen = new Set<string>();
    const drilled = await responded(
      scenarioWith('secrets-listed'),
      (_, started, event) => {
        if (hasBegun(event) || isOpen(event)) seen.add(event.type);
        if (seen.size === 2) control.skip(started.scenario);
      },
      {control, settings: {respond: {withinMs: 600_000}}},
    );
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
    expect(checked(drilled)).toMatchObject([{state: 'not contained'}]);
    expect(drilled.drift).toEqual([]);
  });

  test('who were not let to the end of the watch have failed at nothing', async () => {
    const control = new DrillControl();
    const drilled = await responded(
      {...scenarioWith('secrets-listed'), expect: [{stage: 'alerted', within: '600s', rule: 'no-such-rule'}]},
      (_, started, event) => {
        if (isOpen(event)) control.skip(started.scenario);
      },
      {control, settings: {respond: {withinMs: 600_000}}},
    );
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'skipped'});
    expect(measures(drilled)?.containment).toBeUndefined();
    expect(drilled.drift).toEqual([]);
  });

  test('have nothing to contain where nothing was carried out', async () => {
    const drilled = await responded({...scenarioWith('secrets-listed'), actor: {serviceAccount: 'nobody'}}, () => {});
    expect(drilled.find('scenario.judged')?.verdict).not.toBe('detected');
    expect(drilled.events.some(hasBegun)).toBe(false);
    expect(measures(drilled)?.containment).toBeUndefined();
  });

  test('have nothing to contain where the attacker never had a credential', async () => {
    const drilled = await drill(['invalid-credential-burst'], {settings: {respond: {}}});
    expect(drilled.view.scenarios[0]?.plan.response).toBeUndefined();
    expect(drilled.events.some(hasBegun)).toBe(false);
  });

  test('are asked for nothing in a nightly drill: containment is rehearsed, as before', async () => {
    const drilled = await drill(['cluster-admin-bound']);
    expect(drilled.events.some(hasBegun)).toBe(false);
    expect(checked(drilled)).toMatchObject([{rehearsed: true, state: 'contained'}]);
    expect(drilled.view.scenarios[0]?.plan.response).toBeUndefined();
  });

  test('cannot have contained what nobody can look at: it is unknown', async () => {
    const drilled = await responded(
      scenarioWith('secrets-listed', [
        {denied: {user: 'nobody', verb: 'get', resource: 'secrets'}},
        {cordoned: 'no-such-node'},
      ]),
      () => {},
      {settings: {respond: {withinMs: 1000}}},
    );
    expect(checked(drilled)).toMatchObject([
      {state: 'contained'},
      {state: 'unknown', detail: 'there is no node no-such-node'},
    ]);
    expect(measures(drilled)).toMatchObject({containment: 'unknown'});
  });

  test('are named from the audit log: who contained it, who harmed a bystander, who read the evidence before it went', async () => {
    const scenario = scenarioWith('cluster-admin-bound', [{gone: 'clusterrolebindings', name: '{{ name }}-root'}]);
    const respond = Respond.parse({
      ...scenario.respond,
      preserve: [
        {resource: 'clusterrolebindings', name: '{{ name }}-root'},
        {resource: 'deployments', name: 'bystander-shop'},
      ],
      story: 'Somebody in {{ namespace }} has become root.',
    });
    const drilled = await responded({...scenario, respond}, (send, {token, namespace}, event) => {
      const binding = `${RBAC}/clusterrolebindings/${token}-root`;
      const shop = `/apis/apps/v1/namespaces/${namespace}/deployments/bystander-shop`;
      if (event.type === 'harm.changed' && event.state === 'fine') {
        send({method: 'GET', path: binding});
        send(remove(shop));
      }
      if (event.type === 'harm.changed' && event.state === 'harmed') send(remove(binding));
    });
    const user = drilled.find('person.acted')?.user;
    expect(user).toBeTruthy();
    expect(drilled.find('response.asked')).toMatchObject({
      story: expect.stringMatching(/^Somebody in kd-[0-9a-f]{6} has become root\.$/),
      bystanders: [expect.stringMatching(/^bystander-shop in kd-/)],
      preserve: [{uid: expect.stringMatching(/^[0-9a-f-]{36}$/)}, {uid: expect.stringMatching(/^[0-9a-f-]{36}$/)}],
    });
    expect(measures(drilled)).toMatchObject({
      containment: 'in time',
      containedBy: [user],
      harm: [{by: user, downMs: expect.any(Number)}],
      evidence: [
        {object: expect.stringMatching(/^clusterrolebindings kd-\S+-root$/), state: 'kept', by: user},
        {object: expect.stringMatching(/^deployments bystander-shop in kd-/), state: 'lost', by: user},
      ],
    });
    expect(measures(drilled)?.harm[0]?.downMs).toBeGreaterThan(0);
    // Neither the drill nor the attacker is among the people.
    const acted = drilled.events.flatMap(e => (e.type === 'person.acted' ? [e] : []));
    expect(new Set(acted.map(e => e.user))).toEqual(new Set([user]));
    expect(drilled.drift).toEqual([]);
  });

  test('who delete the whole namespace do harm, and end nothing: the attack is contained, and everything is cleaned up', async () => {
    const scenario = scenarioWith('cluster-admin-bound', [{gone: 'clusterrolebindings', name: '{{ name }}-root'}]);
    const drilled = await responded(scenario, (send, {token, namespace}, event) => {
      if (event.type === 'harm.changed' && event.state === 'fine') send(remove(`/api/v1/namespaces/${namespace}`));
      if (event.type === 'harm.changed' && event.state === 'harmed') {
        send(remove(`${RBAC}/clusterrolebindings/${token}-root`));
      }
    });
    expect(drilled.error).toBeUndefined();
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
    expect(measures(drilled)).toMatchObject({
      containment: 'in time',
      harm: [{by: expect.any(String), downMs: expect.any(Number)}],
    });
    expect(measures(drilled)?.harm[0]?.downMs).toBeGreaterThan(0);
    expect(drilled.find('scenario.cleaned')).toMatchObject({left: []});
    expect(drilled.drift).toEqual([]);
  });

  test('are measured by the bystanders that the drill names: one that is suspended is harmed until it is not', async () => {
    const scenario = scenarioWith('cluster-admin-bound', [{gone: 'clusterrolebindings', name: '{{ name }}-root'}]);
    const bystanders = [
      {id: 'shop', kind: 'deployment', replicas: 3},
      {id: 'payroll', kind: 'cronjob'},
    ] as const;
    const settings = {respond: {...WITHIN, bystanders}};
    const act: Act = (send, {token, namespace}, event) => {
      if (event.type !== 'harm.changed' || !event.bystander.startsWith('payroll')) return;
      const path = `/apis/batch/v1/namespaces/${namespace}/cronjobs/payroll`;
      const suspend = (is: boolean): ApiRequest => ({
        ...{method: 'PATCH', path, contentType: 'application/merge-patch+json', body: {spec: {suspend: is}}},
      });
      if (event.state === 'harmed') {
        send(suspend(false));
        send(remove(`${RBAC}/clusterrolebindings/${token}-root`));
      } else if (event.detail.includes('when it is due')) send(suspend(true));
    };
    const drilled = await responded(scenario, act, {settings});
    expect(drilled.find('response.asked')?.bystanders).toEqual([
      expect.stringMatching(/^shop in kd-/),
      expect.stringMatching(/^payroll in kd-/),
    ]);
    const harm = drilled.events.flatMap(e =>
      e.type === 'harm.changed' ? [`${e.bystander.split(' ')[0]}: ${e.detail}`] : [],
    );
    // It works as soon as the first of its pods does.
    expect(harm).toContainEqual(expect.stringMatching(/^shop: [123] of 3 pods of shop are ready$/));
    expect(harm).toContain('payroll: payroll is suspended');
    expect(measures(drilled)?.harm).toMatchObject([{downMs: 0}, {downMs: expect.any(Number)}]);
    expect(measures(drilled)?.harm[1]?.downMs).toBeGreaterThan(0);
    expect(drilled.drift).toEqual([]);
  });

  test('leave no trail in a nightly drill', async () => {
    const drilled = await drill(['cluster-admin-bound']);
    const types = new Set(drilled.events.map(e => e.type));
    for (const type of ['person.acted', 'response.asked', 'harm.changed', 'containment.changed'] as const) {
      expect(types).not.toContain(type);
    }
  });
});

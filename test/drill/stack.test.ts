import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {realClock} from '../../src/lib/clock.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {type Drilled, drill} from '../helpers/drill.js';
import {fastClock} from '../helpers/fast-clock.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {poster} from '../helpers/poster.js';
import {stackOf} from '../helpers/stack.js';

const AUDIT_LOG = '{type: audit-log}';
const ALERTS = '{type: webhook, id: siem, listen: {port: 0}}';
const LONG = {slaMs: 20_000};
/** The rule of a stack of which nobody named any: whatever it is called, an alert on the attack counts. */
const RULE = 'Secrets were listed';

/** The attack's own answer: its evidence can be made now. */
const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';

const judged = (drilled: Drilled) => drilled.find('scenario.judged');

describe('a drill on a stack', () => {
  test('is detected by an alert of the stack that carries the audit id', async () => {
    const {hear, send} = poster();
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([AUDIT_LOG, ALERTS]),
      settings: LONG,
      onEvent: event => {
        hear(event);
        if (isAttack(event)) send('siem', {rule: RULE, auditID: event.auditId});
      },
    });
    expect(drilled.error).toBeUndefined();
    expect(judged(drilled)).toMatchObject({verdict: 'detected'});
    expect(drilled.view.scenarios[0]?.plan.expectations.map(e => e.stage)).toEqual(['audited', 'alerted']);
    const counted = drilled.events.flatMap(e => (e.type === 'signal.seen' && e.counted ? [[e.stage, e.source]] : []));
    expect(counted.sort()).toEqual([
      ['alerted', 'siem'],
      ['audited', 'audit-log'],
    ]);
  });

  test("follows the cluster's audit log though the stack does not name it, and kubedrill's rules only where it does", async () => {
    const {events} = await drill(['secrets-listed'], {stack: stackOf([ALERTS])});
    const sources = events.filter(e => e.type === 'source.changed').map(e => e.source);
    expect(sources).toEqual(['audit-log', 'siem']);
  });

  test('names collection as the broken link when the record did not arrive, though the alert did', async () => {
    const {hear, send} = poster();
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([ALERTS, '{type: webhook, id: store, stage: collected, listen: {port: 0}}']),
      settings: LONG,
      clock: fastClock(10),
      onEvent: event => {
        hear(event);
        if (isAttack(event)) send('siem', {rule: RULE, auditID: event.auditId});
      },
    });
    expect(judged(drilled)).toMatchObject({
      verdict: 'inconclusive',
      link: {
        lastHeld: 'audited',
        broken: 'collected',
        cause: expect.stringMatching(
          /^it is not known .*: nothing was posted to http:\S+ since the run began: .* \(store\)$/,
        ),
      },
    });
    const canaries = drilled.view.checks.filter(c => c.check === 'canary');
    expect(canaries.map(c => [c.state, c.detail])).toEqual([
      ['ok', expect.stringMatching(/^audited by audit-log \d/)],
      ['failed', expect.stringMatching(/^a request was answered, but store did not see it within 10\./)],
    ]);
    expect(canaries[1]?.next).toEqual([
      'check that the shipper reads the audit log and that the store takes its records',
    ]);
  });

  test('is missed when its only alert was silenced, and says by what', async () => {
    const held: unknown[] = [];
    const {url} = await loopback(() => ({body: groupsOf(held)}));
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
      settings: {slaMs: 1500},
      onEvent: event => isAttack(event) && held.push(alertOf({auditID: event.auditId}, {silencedBy: ['s-1']})),
    });
    expect(drilled.find('expectation.settled')).toBeDefined();
    expect(judged(drilled)).toMatchObject({
      verdict: 'missed',
      explanation: expect.stringMatching(
        /^alerted after .* in alertmanager, but nobody was notified: silenced by s-1$/,
      ),
      link: {lastHeld: 'audited', broken: 'alerted', change: expect.stringContaining('end the silence')},
    });
  });

  test('knows an alert that was firing before the attack, and does not count it', async () => {
    const {url} = await loopback(() => ({body: groupsOf([alertOf({}, {}, '2026-01-01T00:00:00Z')])}));
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([
        `{type: alertmanager, url: "${url}", every: 50ms, rules: {secrets-enumerated: [SecretsListed]}}`,
      ]),
    });
    expect(drilled.find('quiet.checked')?.firing).toEqual([{source: 'alertmanager', rule: 'SecretsListed'}]);
    expect(judged(drilled)).toMatchObject({
      verdict: 'missed',
      explanation:
        'the alert SecretsListed is older than the attack: it has been firing since 2026-01-01T00:00:00Z (alertmanager)',
    });
  });

  test('is inconclusive when a source answers no more, and says what it answered', async () => {
    let broken = false;
    const {url} = await loopback(() => (broken ? {status: 401, body: {error: 'who are you'}} : {body: []}));
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
      onEvent: event => {
        broken ||= isAttack(event);
      },
    });
    expect(judged(drilled)).toMatchObject({
      verdict: 'inconclusive',
      explanation: expect.stringContaining(`${url} refuses these credentials (401)`),
    });
    expect(drilled.events).toContainEqual(expect.objectContaining({type: 'source.changed', state: 'down'}));
  });

  test('is detected by a source that was down at the start and came back', async () => {
    let up = false;
    const held: unknown[] = [];
    const {url} = await loopback(() => (up ? {body: groupsOf(held)} : {status: 503, body: 'starting'}));
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
      settings: LONG,
      onEvent: event => {
        up ||= event.type === 'scenario.phase' && event.phase === 'set-up';
        if (isAttack(event)) held.push(alertOf({auditID: event.auditId}));
      },
    });
    expect(drilled.view.checks.find(c => c.check === 'sources')).toMatchObject({state: 'failed'});
    expect(judged(drilled)).toMatchObject({verdict: 'detected'});
  });

  test('is detected by a stock alert of Falco, which has a time and a user, and no audit id', async () => {
    const {hear, send} = poster();
    const drilled = await drill(['privileged-pod'], {
      stack: stackOf(['{type: falco, listen: {port: 0}, rules: {privileged-pod-created: [Create Privileged Pod]}}']),
      settings: LONG,
      clock: realClock,
      onEvent: event => {
        hear(event);
        if (event.type !== 'signal.seen' || event.stage !== 'audited') return;
        const {user, objectRef, stageTimestamp} = event.evidence.document as AuditEvent;
        send('falco', {
          rule: 'Create Privileged Pod',
          priority: 'Warning',
          source: 'k8s_audit',
          time: stageTimestamp.replace('Z', '000Z'),
          output_fields: {
            'ka.user.name': user.username,
            'ka.target.namespace': objectRef?.namespace,
            'ka.target.resource': objectRef?.resource,
            'ka.resp.name': null,
          },
        });
      },
    });
    expect(judged(drilled)).toMatchObject({verdict: 'detected'});
    // Its events may come up to thirty seconds late, and twenty were promised.
    expect(drilled.view.checks.find(c => c.check === 'budget')).toMatchObject({
      state: 'warning',
      detail: 'alerted within 20.0 s, but the chain may take 30.1 s',
    });
    expect(drilled.events).toContainEqual(
      expect.objectContaining({type: 'signal.seen', source: 'falco', counted: true, purpose: 'attack'}),
    );
  });

  test('learns from Alertmanager how long it groups alerts: that is the budget from then on', async () => {
    const original = 'route: {receiver: drill, group_interval: 2m}\nreceivers: [{name: drill}]\n';
    const {url} = await loopback(({path}) =>
      path === '/api/v2/status'
        ? {body: {versionInfo: {version: '0.28.1'}, config: {original}, cluster: {status: 'ready'}}}
        : {body: []},
    );
    const stack = stackOf([`{type: alertmanager-webhook, id: pager, listen: {port: 0}, api: {url: '${url}'}}`]);
    const drilled = await drill(['secrets-listed'], {stack});
    const budget = {ms: 120_000, why: 'Alertmanager groups alerts up to 2 m 00 s'};
    const told = drilled.events.flatMap(e => (e.type === 'source.changed' && e.source === 'pager' ? [e.budget] : []));
    expect(told).toEqual([{ms: 0, why: 'no interval is known'}, budget]);
    expect(drilled.view.checks.find(c => c.check === 'budget')).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/but the chain may take 2 m 00 s/),
    });
  });

  test('names the controller when the alert is about what it did for the actor', async () => {
    const {hear, send} = poster();
    let namespace = '';
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([ALERTS]),
      onEvent: event => {
        hear(event);
        if (event.type === 'scenario.started') namespace = event.namespace;
        const username = 'system:serviceaccount:kube-system:replicaset-controller';
        if (isAttack(event)) send('siem', {rule: RULE, user: {username}, objectRef: {namespace, resource: 'pods'}});
      },
    });
    expect(judged(drilled)).toMatchObject({
      verdict: 'missed',
      explanation: `${RULE} alerted in siem, but names system:serviceaccount:kube-system:replicaset-controller instead of the actor`,
      link: {broken: 'alerted'},
    });
  });

  test('leaves out a link that nobody watches, and says so', async () => {
    const {hear, send} = poster();
    const [scenario] = scenariosNamed(['secrets-listed']);
    const expected = [...(scenario?.expect ?? []), {stage: 'acknowledged' as const, within: '5m'}];
    const drilled = await drill([{...(scenario as Scenario), expect: expected}], {
      stack: stackOf([ALERTS]),
      settings: LONG,
      onEvent: event => {
        hear(event);
        if (isAttack(event)) send('siem', {rule: RULE, auditID: event.auditId});
      },
    });
    expect(judged(drilled)).toMatchObject({verdict: 'detected'});
    expect(drilled.view.scenarios[0]?.plan.expectations.map(e => e.stage)).toEqual(['audited', 'alerted']);
    expect(drilled.view.checks.find(c => c.check === 'stages')).toMatchObject({
      state: 'warning',
      detail: 'no source sees the stage acknowledged: it is left out of every verdict',
    });
  });

  test('a receiver whose port is taken ends the run before anything is touched', async () => {
    const taken = await loopback(() => ({body: null}));
    const port = new URL(taken.url).port;
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf([`{type: webhook, listen: {port: ${port}}}`]),
    });
    expect(drilled.error).toMatchObject({exitCode: 3, message: expect.stringContaining(`127.0.0.1:${port}`)});
    expect(drilled.find('step.sent')).toBeUndefined();
  });

  test('no token of a receiver and no credential of a source is in the event log', async () => {
    const {url} = await loopback(({headers}) => ({status: 401, body: headers}));
    const env = {PUSH: 's3cret-push', POLL: 's3cret-poll'};
    const sources = [
      `{type: webhook, listen: {port: 0, token: "\${PUSH}"}}`,
      `{type: alertmanager, url: "${url}", every: 50ms, auth: {basic: {username: me, password: "\${POLL}"}}}`,
    ];
    const {hear, send} = poster();
    const drilled = await drill(['secrets-listed'], {
      stack: stackOf(sources, {env}),
      onEvent: event => {
        hear(event);
        if (isAttack(event)) send('webhook', {});
      },
    });
    expect(judged(drilled)).toMatchObject({verdict: 'inconclusive'});
    const basic = Buffer.from('me:s3cret-poll').toString('base64');
    expect(JSON.stringify(drilled.events)).not.toMatch(new RegExp(`s3cret|${basic}`));
  });
});

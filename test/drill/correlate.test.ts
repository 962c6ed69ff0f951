import {describe, expect, test} from 'vitest';
import {entered, stampAt} from '../helpers/playing.js';
import {never} from '../helpers/source.js';

const SECRETS: [string, string] = ['GET', '/api/v1/secrets?limit=500'];
const STOLEN = {user: 'system:serviceaccount:other:mallory', userAgent: 'curl/8'};

describe('evidence is ours', () => {
  test('by the audit id that we chose', async () => {
    const {alerts, seen, request, watch} = await entered();
    const {auditId} = await request('attack', SECRETS);
    alerts.emit([{auditId}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen', latencyMs: 0, source: 'alerts'});
    expect(seen()).toMatchObject([{counted: true, purpose: 'attack', stage: 'alerted'}]);
  });

  test('not by our audit id in the request of another, who has read it in the log', async () => {
    const {alerts, seen, request, watch, execution} = await entered();
    const {auditId} = await request('attack', SECRETS);
    alerts.emit([{auditId, ...STOLEN}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    expect(seen()).toMatchObject([{counted: false, reason: expect.stringMatching(/^not ours/)}]);
    alerts.emit([{auditId, userAgent: execution.userAgent}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('by our token together with our acting user, where a product keeps no audit id', async () => {
    const {alerts, request, watch, execution} = await entered();
    await request('attack', SECRETS);
    alerts.emit([{user: execution.actorUser ?? '', verb: 'list', resource: 'secrets'}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('by our token together with our user agent', async () => {
    const {alerts, request, watch, execution} = await entered();
    await request('attack', SECRETS);
    alerts.emit([{userAgent: execution.userAgent, uri: SECRETS[1]}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test.each([
    ['the namespace controller', 'system:serviceaccount:kube-system:namespace-controller'],
    ['the kubelet', 'system:node:worker-1'],
    ['nobody that is named', undefined],
  ])('not by our token alone: %s acts on our objects too', async (_name, user) => {
    const {alerts, request, watch, execution} = await entered();
    await request('attack', ['GET', `/api/v1/namespaces/${execution.namespace}/secrets`]);
    const claim = {namespace: execution.namespace, verb: 'list', resource: 'secrets', ...(user && {user})};
    alerts.emit([claim], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
  });

  test('not by a request of ours that says otherwise in a single field', async () => {
    const {alerts, request, watch, execution} = await entered();
    await request('attack', SECRETS);
    const fits = {user: execution.actorUser ?? '', verb: 'list', resource: 'secrets'};
    for (const other of [
      {verb: 'get'},
      {resource: 'pods'},
      {namespace: 'default'},
      {subresource: 'status'},
      {uri: '/'},
    ])
      alerts.emit([{...fits, ...other}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    alerts.emit([fits], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('a create is known by its resource, for its name stands in its body', async () => {
    const {alerts, request, watch, execution} = await entered();
    const pods = `/api/v1/namespaces/${execution.namespace}/pods`;
    await request('attack', ['POST', pods], {target: `${pods}/evil`});
    const {namespace} = execution;
    alerts.emit([{user: execution.actorUser ?? '', resource: 'pods', namespace, name: 'evil'}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });
});

describe('attack and benign twin', () => {
  /** A twin and an attack that differ in nothing that an alert says, half a second apart. */
  async function twins() {
    const ground = await entered();
    const benign = await ground.request('benign', SECRETS);
    await ground.clock.advance(5000);
    const attack = await ground.request('attack', SECRETS);
    const claim = {user: ground.execution.actorUser ?? '', verb: 'list', resource: 'secrets'};
    const during = (own: typeof attack) => new Date(own.sentAtWall + 5).toISOString();
    return {...ground, benign, attack, claim, during};
  }

  test('an alert that could be about either is nobody’s without a time', async () => {
    const {alerts, claim, watch, playing} = await twins();
    alerts.emit([claim], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    expect([...playing.benignAlerts]).toEqual([]);
  });

  test('its time tells them apart', async () => {
    const {alerts, claim, watch, playing, benign, attack, during} = await twins();
    alerts.emit([{...claim, at: during(benign)}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    expect([...playing.benignAlerts]).toEqual(['expected']);
    alerts.emit([{...claim, at: during(attack)}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('a time when neither was under way tells nothing', async () => {
    const {alerts, claim, watch, playing, benign} = await twins();
    alerts.emit([{...claim, at: new Date(benign.sentAtWall + 2500).toISOString()}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    expect([...playing.benignAlerts]).toEqual([]);
  });

  test('a time that is off by less than a second is still one of theirs', async () => {
    const {alerts, claim, watch, attack} = await twins();
    alerts.emit([{...claim, at: new Date(attack.sentAtWall - 800).toISOString()}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('an alert over several events is the attack’s when the attack contributed, the twin’s when nobody else did', async () => {
    const {alerts, watch, playing, benign, attack} = await twins();
    const foreign = {auditId: 'f0000000-0000-4000-8000-000000000000'};
    alerts.emit([{auditId: benign.auditId}, foreign], 'expected');
    expect([...playing.benignAlerts]).toEqual([]);
    alerts.emit([{auditId: benign.auditId}], 'expected');
    expect([...playing.benignAlerts]).toEqual(['expected']);
    alerts.emit([{auditId: attack.auditId}, {auditId: benign.auditId}, foreign], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('set-up by the drill and attack by the actor are told apart by the user', async () => {
    const {alerts, request, watch, execution} = await entered();
    const path = `/api/v1/namespaces/${execution.namespace}/secrets/db`;
    await request('set-up', ['GET', path], {as: 'drill'});
    await request('attack', ['GET', path]);
    alerts.emit([{user: execution.actorUser ?? '', resource: 'secrets', name: 'db'}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });
});

describe('an alert without an audit id is joined to the audit event of its microsecond', () => {
  test('when the event was seen before it', async () => {
    const {clock, audit, alerts, request, watch, execution} = await entered();
    const {auditId} = await request('attack', SECRETS);
    const event = {user: execution.actorUser ?? '', stageTimestamp: stampAt(clock, '123'), resource: 'secrets'};
    audit.emit([{auditId, ...event}]);
    // Falco writes nanoseconds, and leaves out what it does not know.
    alerts.emit([{user: event.user, stageTimestamp: stampAt(clock, '123000')}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('when the event is seen after it, and it counts from when it came itself', async () => {
    const {clock, audit, alerts, seen, request, watch, execution} = await entered();
    const benign = await request('benign', SECRETS);
    const event = {user: execution.actorUser ?? '', stageTimestamp: stampAt(clock, '123')};
    audit.emit([{auditId: benign.auditId, user: event.user, stageTimestamp: stampAt(clock, '001')}]);
    const attack = await request('attack', SECRETS);
    await clock.advance(40);
    alerts.emit([event], 'expected');
    expect(seen().filter(s => s.stage === 'alerted')).toEqual([]);
    await clock.advance(400);
    audit.emit([{auditId: attack.auditId, ...event}]);
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen', latencyMs: 40});
    expect(seen().filter(s => s.stage === 'alerted')).toHaveLength(1);
  });

  test('not when a request of another is in the same microsecond, or it is another user’s', async () => {
    const {clock, audit, alerts, request, watch, execution} = await entered();
    const stageTimestamp = stampAt(clock, '123');
    const user = execution.actorUser ?? '';
    for (const purpose of ['benign', 'attack'] as const) {
      const {auditId} = await request(purpose, SECRETS);
      audit.emit([{auditId, user, stageTimestamp, resource: 'secrets'}]);
    }
    alerts.emit([{user, stageTimestamp, resource: 'secrets'}], 'expected');
    alerts.emit([{user: 'mallory', stageTimestamp}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
  });

  test('of two of ours in one microsecond by what else it says', async () => {
    const {clock, audit, alerts, playing, request, watch, execution} = await entered();
    const stageTimestamp = stampAt(clock, '123');
    const user = execution.actorUser ?? '';
    const benign = await request('benign', ['GET', '/api/v1/configmaps']);
    const attack = await request('attack', SECRETS);
    audit.emit([{auditId: benign.auditId, user, stageTimestamp, resource: 'configmaps'}]);
    audit.emit([{auditId: attack.auditId, user, stageTimestamp, resource: 'secrets'}]);
    alerts.emit([{user, stageTimestamp, resource: 'secrets'}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
    expect([...playing.benignAlerts]).toEqual([]);
  });

  test('never without a user: a timestamp may be anybody’s', async () => {
    const {clock, audit, alerts, request, watch, execution} = await entered();
    const {auditId} = await request('attack', SECRETS);
    audit.emit([{auditId, user: execution.actorUser ?? '', stageTimestamp: stampAt(clock, '123')}]);
    alerts.emit([{stageTimestamp: stampAt(clock, '123')}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
  });

  test.each([
    ['is ours by token and user when no event of the attack was ever seen', false, 'seen'],
    ['is not ours when the attack’s event was seen, and is another', true, 'missed'],
  ])('and that waited in vain %s', async (_name, witnessed, state) => {
    const {clock, audit, alerts, request, watch, execution, dispatcher} = await entered();
    const user = execution.actorUser ?? '';
    const setUp = await request('set-up', SECRETS);
    audit.emit([{auditId: setUp.auditId, user: 'drill', stageTimestamp: stampAt(clock, '001')}]);
    const {auditId} = await request('attack', SECRETS);
    if (witnessed) audit.emit([{auditId, user, stageTimestamp: stampAt(clock, '002')}]);
    alerts.emit([{user, stageTimestamp: stampAt(clock, '003'), resource: 'secrets'}], 'expected');
    const finishing = watch.finish(never, () => dispatcher.stopWaiting(execution));
    await clock.advance(60_000);
    await finishing;
    expect(watch.watched[0]?.settled).toMatchObject({state});
  });

  test('by its time alone where nobody sees audit events', async () => {
    const {clock, alerts, request, watch, execution} = await entered();
    await request('benign', SECRETS);
    await clock.advance(5000);
    await request('attack', SECRETS);
    const stamp = stampAt(clock);
    alerts.emit([{user: execution.actorUser ?? '', stageTimestamp: stamp, at: stamp}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });
});

describe('alerts of others', () => {
  test('another run’s alert of the expected rule is told, and never counts', async () => {
    const {alerts, seen, playing, request, watch} = await entered();
    await request('attack', SECRETS);
    const other = {user: 'system:serviceaccount:kd-0f0f0f:backup-agent', namespace: 'kd-0f0f0f'};
    for (let i = 0; i < 5; i++)
      alerts.emit([{...other, auditId: `${i}0000000-0000-4000-8000-000000000000`}], 'expected');
    alerts.emit([other], 'another rule');
    expect(watch.watched[0]?.settled).toBeUndefined();
    expect(seen()).toHaveLength(3);
    expect(seen()[0]).toMatchObject({counted: false, reason: expect.stringMatching(/^not ours: it is about none/)});
    expect(playing.earlyAlerts).toEqual([]);
  });

  test('an alert on the set-up is known as one that was there before the attack', async () => {
    const {alerts, playing, request} = await entered();
    const {auditId} = await request('set-up', SECRETS);
    alerts.emit([{auditId}], 'expected');
    expect(playing.earlyAlerts).toEqual([{source: 'alerts', rule: 'expected'}]);
  });

  test('an alert on our objects that names a controller is remembered as such', async () => {
    const {alerts, playing, seen, request, execution} = await entered();
    await request('attack', ['POST', `/apis/apps/v1/namespaces/${execution.namespace}/deployments`]);
    const user = 'system:serviceaccount:kube-system:replicaset-controller';
    alerts.emit([{user, namespace: execution.namespace, resource: 'pods', verb: 'create'}], 'expected');
    expect(playing.misattributed).toMatchObject([{source: 'alerts', rule: {id: 'expected'}, user}]);
    expect(seen()).toMatchObject([{counted: false, reason: `not ours: it names ${user} instead of the actor`}]);
  });

  test('alerts that wait for their event are bounded, the newest are kept', async () => {
    const {clock, audit, alerts, request, watch, execution} = await entered();
    const user = execution.actorUser ?? '';
    const first = stampAt(clock, '001');
    const benign = await request('benign', SECRETS);
    audit.emit([{auditId: benign.auditId, user, stageTimestamp: stampAt(clock, '000')}]);
    const {auditId} = await request('attack', SECRETS);
    alerts.emit([{user, stageTimestamp: first}], 'expected');
    for (let i = 0; i < 500; i++)
      alerts.emit([{user, stageTimestamp: `2026-01-01T00:00:00.${String(i).padStart(6, '0')}Z`}], 'x');
    const last = stampAt(clock, '002');
    alerts.emit([{user, stageTimestamp: last}], 'expected');
    audit.emit([{auditId, user, stageTimestamp: first}]);
    expect(watch.watched[0]?.settled).toBeUndefined();
    audit.emit([{auditId, user, stageTimestamp: last}]);
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });
});

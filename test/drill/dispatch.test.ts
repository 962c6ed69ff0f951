import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {latencies} from '../../src/drill/watch/latencies.js';
import type {Watched} from '../../src/drill/watch/watched.js';
import {emitter, entered, playground, stampAt} from '../helpers/playing.js';

const SECRETS: [string, string] = ['GET', '/api/v1/secrets'];

const audited = (auditID: string, stage = 'ResponseComplete') => ({auditID, stage}) as AuditEvent;

describe('what is remembered of an attack', () => {
  test('are its audit events, each stage of a request once, and of no other purpose', async () => {
    const {audit, playing, request} = await entered();
    const {auditId} = await request('attack', SECRETS);
    const setUp = await request('set-up', SECRETS);
    const events = [audited(auditId, 'RequestReceived')];
    audit.emit([{auditId}], undefined, {events});
    audit.emit([{auditId}], undefined, {events: [...events, audited(auditId)]});
    audit.emit([{auditId: setUp.auditId}], undefined, {events: [audited(setUp.auditId)]});
    expect(playing.audited.map(e => e.stage)).toEqual(['RequestReceived', 'ResponseComplete']);
    expect(playing.heardOf.has(auditId) && playing.heardOf.has(setUp.auditId)).toBe(true);
  });

  test('are the first fifty of a burst', async () => {
    const {audit, playing, request} = await entered();
    for (let i = 0; i < 52; i++) {
      const {auditId} = await request('attack', SECRETS);
      audit.emit([{auditId}], undefined, {events: [audited(auditId)]});
    }
    expect(playing.audited).toHaveLength(50);
  });

  test('is whether any of its events was seen: an event of the set-up is none', async () => {
    const {audit, playing, request} = await entered();
    audit.emit([{auditId: (await request('set-up', SECRETS)).auditId}]);
    expect(playing.witnessed).toBe(false);
    audit.emit([{auditId: (await request('attack', SECRETS)).auditId}]);
    expect(playing.witnessed).toBe(true);
  });

  test('is what has come to a store, by its stage where that is known', async () => {
    const made: ReturnType<typeof emitter>[] = [];
    const ground = await playground(clock => {
      made.push(emitter('store', 'collected', clock));
      return made;
    });
    const {playing, request} = ground.enter();
    const [a, b] = [await request('attack', SECRETS), await request('attack', SECRETS)];
    ground.audit.emit([{auditId: a.auditId}], undefined, {events: [audited(a.auditId)]});
    expect(playing.collected).toEqual(new Set());
    made[0]?.emit([{auditId: a.auditId}], undefined, {events: [audited(a.auditId)]});
    made[0]?.emit([{auditId: b.auditId}]);
    expect(playing.collected).toEqual(new Set([`${a.auditId} ResponseComplete`, b.auditId]));
  });
});

test('records of set-up and clean-up are no news, alerts on them are', async () => {
  const {audit, alerts, seen, request} = await entered();
  const {auditId} = await request('set-up', SECRETS);
  audit.emit([{auditId}]);
  expect(seen()).toEqual([]);
  alerts.emit([{auditId}], 'expected', {sourceTime: '2026-11-23T12:00:00.000Z'});
  expect(seen()).toMatchObject([
    {
      purpose: 'set-up',
      counted: false,
      reason: 'it is about the set-up, not the attack',
      sourceTime: expect.any(String),
    },
  ]);
});

test('an alert of another rule on the set-up was not there in place of the expected one', async () => {
  const {alerts, playing, request} = await entered();
  const {auditId} = await request('set-up', SECRETS);
  alerts.emit([{auditId}], 'another');
  expect(playing.earlyAlerts).toEqual([]);
  expect([...playing.otherAlerts]).toEqual([]);
});

test('an alert of others that could be taken for the attack’s was there before it', async () => {
  const {alerts, playing, seen} = await entered();
  alerts.emit([], 'expected');
  expect(playing.earlyAlerts).toEqual([{source: 'alerts', rule: 'expected'}]);
  expect(seen()).toMatchObject([{purpose: 'attack', stage: 'alerted', latencyMs: 0, counted: false}]);
});

test('of alerts that name a controller three are remembered', async () => {
  const {alerts, playing, execution} = await entered();
  const user = 'system:serviceaccount:kube-system:job-controller';
  for (let i = 0; i < 5; i++) alerts.emit([{user, namespace: execution.namespace, verb: 'create'}], 'another');
  expect(playing.misattributed).toHaveLength(3);
});

describe('the requests of all scenarios under way', () => {
  test('are known by their ids, tokens and answers until their scenario leaves', async () => {
    const {dispatcher, execution, request, audit} = await entered();
    const {auditId} = await request('attack', SECRETS);
    expect([dispatcher.has(auditId), dispatcher.has('another')]).toEqual([true, false]);
    expect(dispatcher.auditIds()).toEqual([auditId]);
    expect(dispatcher.tokens()).toEqual([execution.token]);
    audit.emit([{auditId}, {auditId: 'learnt'}]);
    expect(dispatcher.has('learnt')).toBe(true);
    dispatcher.leave(execution);
    expect([dispatcher.has(auditId), dispatcher.auditIds(), dispatcher.tokens()]).toEqual([false, [], []]);
  });

  test('have answers where they were told something', async () => {
    const {dispatcher, request} = await entered();
    await request('attack', SECRETS);
    const refused = await request('attack', SECRETS);
    const warned = await request('attack', SECRETS);
    refused.message = 'no';
    warned.warnings = ['old'];
    const at = (ms = 0) => new Date(ms).toISOString();
    expect(dispatcher.answers()).toEqual([
      {auditId: refused.auditId, at: at(refused.answeredAtWall), message: 'no', warnings: []},
      {auditId: warned.auditId, at: at(warned.answeredAtWall), warnings: ['old']},
    ]);
    delete refused.answeredAtWall;
    expect(dispatcher.answers()).toHaveLength(1);
  });
});

test('the clocks differ by the least that any event was stamped outside of its request', async () => {
  const {dispatcher, audit, request} = await entered();
  const {auditId, sentAtWall, answeredAtWall = 0} = await request('attack', SECRETS);
  const stamped = (ms: number) => audit.emit([{auditId}], undefined, {sourceTime: new Date(ms).toISOString()});
  expect(dispatcher.skewMs()).toBe(0);
  audit.emit([{auditId}]);
  expect(dispatcher.skewMs()).toBe(0);
  stamped(answeredAtWall + 700);
  expect(dispatcher.skewMs()).toBe(700);
  stamped(sentAtWall - 900);
  expect(dispatcher.skewMs()).toBe(700);
  stamped(sentAtWall - 300);
  expect(dispatcher.skewMs()).toBe(-300);
  stamped(answeredAtWall);
  expect(dispatcher.skewMs()).toBe(0);
});

describe('alerts that wait for their audit event', () => {
  async function waiting(user = '') {
    const ground = await entered();
    const actor = ground.execution.actorUser ?? '';
    const twin = await ground.request('benign', SECRETS);
    ground.audit.emit([{auditId: twin.auditId, user: actor, stageTimestamp: stampAt(ground.clock, '000')}]);
    await ground.clock.advance(1000);
    await ground.request('attack', SECRETS);
    const stamp = stampAt(ground.clock, '999');
    ground.alerts.emit([{user: user || actor, verb: 'list', stageTimestamp: stamp, at: stamp}], 'expected');
    return ground;
  }

  test('are placed by token and user once the scenario is judged and nobody saw its attack', async () => {
    const {dispatcher, execution, watch} = await waiting();
    expect(watch.watched[0]?.settled).toBeUndefined();
    dispatcher.stopWaiting(execution);
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen', source: 'alerts'});
  });

  test('wait on where its attack was seen', async () => {
    const {dispatcher, execution, watch, playing} = await waiting();
    playing.witnessed = true;
    dispatcher.stopWaiting(execution);
    expect(watch.watched[0]?.settled).toBeUndefined();
  });

  test('are foreign at once where they name nobody of ours', async () => {
    const {seen} = await waiting('alice');
    expect(seen()).toMatchObject([{counted: false, reason: expect.stringMatching(/^not ours/)}]);
  });
});

describe('latencies in words', () => {
  const seen = (stage: 'audited' | 'alerted', latencyMs: number | undefined, step?: string): Watched => ({
    expectation: {stage, withinMs: 1000, ...(step !== undefined && {step})},
    settled: {state: 'seen', ...(latencyMs !== undefined && {latencyMs})},
  });

  test('name each stage that has one, and the step only where several share a stage', () => {
    expect(latencies([seen('audited', 80, 'a'), seen('alerted', 4100, 'a'), seen('alerted', 0, 'b')])).toBe(
      'audited after 80 ms, alerted after 4.1 s (a), alerted after 0 ms (b)',
    );
    expect(
      latencies([seen('audited', 80), seen('audited', undefined), {expectation: {stage: 'alerted', withinMs: 1}}]),
    ).toBe('audited after 80 ms');
  });
});

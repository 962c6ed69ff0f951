import {describe, expect, test} from 'vitest';
import type {Source} from '../../src/sources/source.js';
import {type Emitter, emitter, playground} from '../helpers/playing.js';
import {never} from '../helpers/source.js';

const SECRETS: [string, string] = ['GET', '/api/v1/secrets'];

/** A scenario whose attack was just made, with a second source of alerts beside the first. */
async function attacked(change: Partial<Source> = {}) {
  const made: Emitter[] = [];
  const ground = await playground(clock => {
    made.push(emitter('rules', 'alerted', clock, change));
    return made;
  });
  const [rules] = made;
  if (!rules) throw new Error('no second source');
  const one = ground.enter();
  const {auditId} = await one.request('attack', SECRETS);
  await ground.clock.advance(100);
  const settled = async () => {
    const finishing = one.watch.finish(never);
    await ground.clock.advance(60_000);
    await finishing;
    const {signal: _, ...rest} = one.watch.watched[0]?.settled ?? {};
    return rest;
  };
  return {...ground, ...one, rules, auditId, watched: one.watch.watched, settled};
}

describe('an alert of which nobody can say whether anybody was notified', () => {
  const UNSURE = {unsure: 'a route may mute it', remedy: 'name the receiver'};

  test('leaves it unknown, with its reason, its latency and what would tell', async () => {
    const {alerts, auditId, settled, watched, seen} = await attacked();
    alerts.emit([{auditId}], 'expected', UNSURE);
    expect(await settled()).toEqual({
      ...{state: 'unknown', latencyMs: 100, source: 'alerts'},
      reason: 'a route may mute it',
    });
    expect(watched[0]).toMatchObject({blind: 'alerts', blindChange: 'name the receiver'});
    expect(seen()).toMatchObject([{counted: false, latencyMs: 100, reason: 'a route may mute it'}]);
  });

  test('has no remedy where its source knows none', async () => {
    const {alerts, auditId, settled, watched} = await attacked();
    alerts.emit([{auditId}], 'expected', {unsure: 'a route may mute it'});
    expect(await settled()).toMatchObject({state: 'unknown'});
    expect(watched[0]).not.toHaveProperty('blindChange');
  });

  test('counts once it is sure, and stays unsure of another rule', async () => {
    const sure = await attacked();
    sure.alerts.emit([{auditId: sure.auditId}], 'expected', UNSURE);
    await sure.clock.advance(50);
    sure.alerts.emit([{auditId: sure.auditId}], 'expected');
    expect(await sure.settled()).toEqual({state: 'seen', latencyMs: 150, source: 'alerts'});

    const other = await attacked();
    other.alerts.emit([{auditId: other.auditId}], 'another', UNSURE);
    expect(await other.settled()).toEqual({state: 'missed'});
  });

  test.each(['unsure first', 'suppressed first'])('is suppressed where that is known too: %s', async order => {
    const {alerts, auditId, settled, watched} = await attacked();
    const changes = [UNSURE, {suppressed: 'silenced by 1', remedy: 'end the silence'}];
    for (const change of order === 'unsure first' ? changes : changes.toReversed())
      alerts.emit([{auditId}], 'expected', change);
    expect(await settled()).toEqual({
      ...{state: 'suppressed', latencyMs: 100, source: 'alerts'},
      reason: 'silenced by 1',
    });
    expect(watched[0]?.suppressed?.change).toBe('end the silence');
    expect(watched[0]).not.toHaveProperty('blind');
  });

  test('is told of the first of several', async () => {
    const {alerts, clock, auditId, settled} = await attacked();
    alerts.emit([{auditId}], 'expected', UNSURE);
    await clock.advance(50);
    alerts.emit([{auditId}], 'expected', {unsure: 'another reason'});
    expect(await settled()).toMatchObject({latencyMs: 100, reason: 'a route may mute it'});
  });
});

describe('an alert of a source that hands its alerts to another', () => {
  test('does not count there, and counts when it has come to the other', async () => {
    const {rules, alerts, clock, auditId, settled, watched, seen, playing} = await attacked({handsTo: 'alerts'});
    rules.emit([{auditId}], 'expected');
    expect(watched[0]?.settled).toBeUndefined();
    await clock.advance(50);
    rules.emit([{auditId}], 'expected');
    expect(watched[0]?.handed).toEqual({latencyMs: 100, source: 'rules', to: 'alerts'});
    alerts.emit([{auditId}], 'expected');
    expect(seen().map(s => [s.counted, s.reason])).toEqual([
      [false, 'rules forwards it to alerts: it counts once it is there'],
      [false, 'rules forwards it to alerts: it counts once it is there'],
      [true, undefined],
    ]);
    expect(await settled()).toEqual({state: 'seen', latencyMs: 150, source: 'alerts'});
    expect([...playing.otherAlerts]).toEqual([]);
  });

  test('is an alert of another rule where it is not the expected one', async () => {
    const {rules, auditId, settled, watched, playing} = await attacked({handsTo: 'alerts'});
    rules.emit([{auditId}], 'another');
    expect(watched[0]).not.toHaveProperty('handed');
    expect([...playing.otherAlerts]).toEqual(['another']);
    expect(await settled()).toEqual({state: 'missed'});
  });
});

describe('an alert on the benign twin', () => {
  const alarms = async (change: Partial<Source>, rule: string) => {
    const {rules, request, playing} = await attacked(change);
    const {auditId} = await request('benign', SECRETS);
    rules.emit([{auditId}], rule);
    return [...playing.benignAlerts];
  };

  test('is a false alarm whatever its rule, where the source has no word of its own on rules', async () => {
    expect(await alarms({}, 'another')).toEqual(['another']);
  });

  test('is none where the source would take it for no detection, here or elsewhere', async () => {
    expect(await alarms({accepts: () => false}, 'expected')).toEqual([]);
    expect(await alarms({accepts: ({rule}) => rule === 'expected'}, 'x')).toEqual(['x']);
    expect(await alarms({accepts: ({rule}) => rule === undefined}, 'x')).toEqual(['x']);
  });
});

describe('how long is waited', () => {
  const WITHIN = {stage: 'alerted', withinMs: 1000, rule: 'expected'} as const;

  test.each([
    ['of a step goes by the answers of that step', {...WITHIN, step: 'first'}, 10 + 1500],
    ['of any step goes by the last answer of all', WITHIN, 820 + 1500],
  ])('for an expectation %s', async (_, expectation, endsAt) => {
    const ground = await playground();
    const {request, watch} = ground.enter([expectation]);
    const from = ground.clock.now();
    await request('attack', SECRETS, {step: 'first'});
    await ground.clock.advance(800);
    await request('attack', SECRETS, {step: 'second'});
    let endedAt: number | undefined;
    const finishing = watch.finish(never).then(() => {
      endedAt = ground.clock.now() - from;
    });
    await ground.clock.advance(endsAt - 820 - 1);
    expect(endedAt).toBeUndefined();
    await ground.clock.advance(1);
    await finishing;
    expect(endedAt).toBe(endsAt);
  });

  test('for a refused attack is as long as sources need, and no longer once all is seen', async () => {
    const ground = await playground();
    const {request, watch} = ground.enter();
    const {auditId} = await request('attack', SECRETS);
    const from = ground.clock.now();
    let over: number | undefined;
    const lingering = watch.linger(300, never).then(() => {
      over = ground.clock.now() - from;
    });
    await ground.clock.advance(299);
    expect(over).toBeUndefined();
    await ground.clock.advance(1);
    await lingering;
    expect(over).toBe(300);
    expect(watch.watched[0]?.settled).toBeUndefined();

    ground.alerts.emit([{auditId}], 'expected');
    await watch.linger(60_000, never);
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen', latencyMs: 300});
  });
});

import {describe, expect, test} from 'vitest';
import type {Settled} from '../../src/drill/watch/watched.js';
import type {Sight, SightQuestion, Source} from '../../src/sources/source.js';
import {emitter, entered, playground} from '../helpers/playing.js';
import {never} from '../helpers/source.js';

const SECRETS: [string, string] = ['GET', '/api/v1/secrets'];
const ALERTED = {stage: 'alerted', withinMs: 1000, rule: 'expected'} as const;

/** Follows a scenario to its end: everything is settled afterwards. */
async function finish({watch, clock}: Awaited<ReturnType<typeof entered>>) {
  const finishing = watch.finish(never);
  await clock.advance(60_000);
  await finishing;
  return watch.watched.map(w => w.settled && withoutSignal(w.settled));
}

/** Which signal settled it stands in the log, and is looked at there. */
const withoutSignal = ({signal, ...settled}: Settled): Omit<Settled, 'signal'> => settled;

describe('an expectation', () => {
  test('is met at the moment at which the evidence could be seen, counted from the response', async () => {
    const ground = await entered();
    const {auditId} = await ground.request('attack', SECRETS);
    await ground.clock.advance(321);
    ground.alerts.emit([{auditId}], 'expected');
    expect(await finish(ground)).toEqual([{state: 'seen', latencyMs: 321, source: 'alerts'}]);
  });

  test('is met by evidence that was there before the response', async () => {
    const ground = await entered();
    const early = ground.execution.register(
      {purpose: 'attack', step: 'a', method: 'GET', path: '/', as: 'actor', target: '/'},
      ground.clock,
    );
    ground.alerts.emit([{auditId: early.auditId}], 'expected');
    expect(ground.watch.watched[0]?.settled).toMatchObject({state: 'seen', latencyMs: 0});
  });

  test('is late inside of the grace, and missed after it', async () => {
    const late = await entered();
    const {auditId} = await late.request('attack', SECRETS);
    await late.clock.advance(1200);
    late.alerts.emit([{auditId}], 'expected');
    expect(await finish(late)).toEqual([{state: 'late', latencyMs: 1200, source: 'alerts'}]);

    const missed = await entered();
    const attack = await missed.request('attack', SECRETS);
    const finishing = missed.watch.finish(never);
    await missed.clock.advance(1501);
    await finishing;
    missed.alerts.emit([{auditId: attack.auditId}], 'expected');
    expect(missed.watch.watched[0]?.settled).toEqual({state: 'missed'});
    expect(missed.seen()).toMatchObject([{counted: false, reason: 'seen before, or after its deadline'}]);
  });

  // An SLA of one second is kept by what is seen after one second, and so is its grace.
  test.each([
    [1000, {state: 'seen', latencyMs: 1000, source: 'alerts'}],
    [1000.1, {state: 'late', latencyMs: 1000.1, source: 'alerts'}],
    [1500, {state: 'late', latencyMs: 1500, source: 'alerts'}],
    [1500.1, {state: 'missed'}],
  ])('seen after %d ms of an SLA of 1000 ms and a grace of 500 ms', async (ms, settled) => {
    const ground = await entered();
    const {auditId, answeredAt} = await ground.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'expected', {seenAt: Number(answeredAt) + ms});
    expect(await finish(ground)).toEqual([settled]);
  });

  test('is settled after the signal that settles it', async () => {
    const ground = await entered();
    const {auditId} = await ground.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'another');
    ground.alerts.emit([{auditId}], 'expected');
    const [, cause] = ground.seen();
    const settled = ground.log.events.find(e => e.type === 'expectation.settled');
    expect(settled).toMatchObject({signal: cause?.seq, seq: Number(cause?.seq) + 1});
  });

  test('is not met by another rule, by the set-up, nor by another step', async () => {
    const ground = await playground();
    const {request, watch} = ground.enter([{...ALERTED, step: 'second'}]);
    const first = await request('attack', SECRETS, {step: 'first'});
    const second = await request('attack', SECRETS, {step: 'second'});
    const setUp = await request('set-up', SECRETS);
    ground.alerts.emit([{auditId: second.auditId}], 'another');
    ground.alerts.emit([{auditId: first.auditId}], 'expected');
    ground.alerts.emit([{auditId: setUp.auditId}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    ground.alerts.emit([{auditId: second.auditId}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('is met once: what repeats it is told as such', async () => {
    const ground = await entered();
    const {auditId} = await ground.request('attack', SECRETS);
    for (let i = 0; i < 3; i++) ground.alerts.emit([{auditId}], 'expected');
    expect(ground.seen().map(s => s.counted)).toEqual([true, false, false]);
    expect(ground.log.events.filter(e => e.type === 'expectation.settled')).toHaveLength(1);
  });
});

describe('an alert that nobody was notified of', () => {
  test('meets nothing: suppressed, with its reason', async () => {
    const ground = await entered();
    const {auditId} = await ground.request('attack', SECRETS);
    await ground.clock.advance(100);
    ground.alerts.emit([{auditId}], 'expected', {suppressed: 'silenced by 1'});
    expect(ground.seen()).toMatchObject([{counted: false, reason: 'nobody was notified: silenced by 1'}]);
    expect(await finish(ground)).toEqual([
      {state: 'suppressed', latencyMs: 100, source: 'alerts', reason: 'silenced by 1'},
    ]);
  });

  test('counts when the silence ends in time', async () => {
    const ground = await entered();
    const {auditId} = await ground.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'expected', {suppressed: 'silenced by 1'});
    await ground.clock.advance(500);
    ground.alerts.emit([{auditId}], 'expected');
    expect(await finish(ground)).toEqual([{state: 'seen', latencyMs: 500, source: 'alerts'}]);
  });

  test('is no matter when it is of another rule', async () => {
    const ground = await entered();
    const {auditId} = await ground.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'another', {suppressed: 'silenced by 1'});
    expect(await finish(ground)).toEqual([{state: 'missed'}]);
  });
});

describe('a source that could not look', () => {
  const sighted =
    (blindFor: SightQuestion) =>
    (_from: number, _to: number, question: SightQuestion): Sight =>
      question === blindFor ? {state: 'blind', reason: 'it was down'} : {state: 'clear'};

  test('makes a miss unknown, though another source of the stage saw clearly', async () => {
    const ground = await playground(clock => [emitter('second', 'alerted', clock, {sight: sighted('missed')})]);
    const one = ground.enter();
    await one.request('attack', SECRETS);
    expect(await finish({...ground, ...one})).toEqual([{state: 'unknown', reason: 'it was down'}]);
  });

  test('makes no difference to what another source saw', async () => {
    const ground = await playground(clock => [emitter('second', 'alerted', clock, {sight: sighted('missed')})]);
    const one = ground.enter();
    const {auditId} = await one.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'expected');
    expect(await finish({...ground, ...one})).toMatchObject([{state: 'seen'}]);
  });

  test('makes late unknown when it could not look meanwhile: nobody knows when the alert was first there', async () => {
    let second: ReturnType<typeof emitter> | undefined;
    const ground = await playground(clock => {
      second = emitter('second', 'alerted', clock, {sight: sighted('late')});
      return [second];
    });
    const one = ground.enter();
    const {auditId} = await one.request('attack', SECRETS);
    await ground.clock.advance(1200);
    second?.emit([{auditId}], 'expected');
    expect(await finish({...ground, ...one})).toEqual([
      {state: 'unknown', latencyMs: 1200, source: 'second', reason: 'it was down'},
    ]);
  });

  test('while this machine stood still none could look: what was not seen, or seen late, is unknown', async () => {
    const stoodStill = async (emits: boolean) => {
      const ground = await entered();
      const {auditId} = await ground.request('attack', SECRETS);
      ground.gaps.pause(ground.clock.now());
      await ground.clock.advance(1200);
      ground.gaps.resume(ground.clock.now());
      if (emits) ground.alerts.emit([{auditId}], 'expected');
      return finish(ground);
    };
    const reason = 'this machine stood still for 1.2 s';
    expect(await stoodStill(false)).toEqual([{state: 'unknown', reason}]);
    expect(await stoodStill(true)).toEqual([{state: 'unknown', latencyMs: 1200, source: 'alerts', reason}]);
  });

  test('while the drill is paused sources see on: an alert is in time, late or missed as if there was no pause', async () => {
    const paused = async (afterMs: number) => {
      const ground = await entered();
      const {auditId} = await ground.request('attack', SECRETS);
      ground.pauses.pause(ground.clock.now());
      await ground.clock.advance(afterMs);
      ground.alerts.emit([{auditId}], 'expected');
      const settled = await finish(ground);
      ground.pauses.resume(ground.clock.now());
      return settled;
    };
    expect(await paused(900)).toEqual([{state: 'seen', latencyMs: 900, source: 'alerts'}]);
    expect(await paused(1200)).toEqual([{state: 'late', latencyMs: 1200, source: 'alerts'}]);
    expect(await paused(60_000)).toEqual([{state: 'missed'}]);
  });

  test('it stood still before the attack: no difference', async () => {
    const ground = await entered();
    ground.gaps.pause(ground.clock.now());
    await ground.clock.advance(9000);
    ground.gaps.resume(ground.clock.now());
    await ground.request('attack', SECRETS);
    expect(await finish(ground)).toEqual([{state: 'missed'}]);
  });

  test('of another stage makes no difference', async () => {
    const ground = await playground(clock => [emitter('store', 'collected', clock, {sight: sighted('missed')})]);
    const one = ground.enter();
    await one.request('attack', SECRETS);
    expect(await finish({...ground, ...one})).toEqual([{state: 'missed'}]);
  });

  test('a stage that nobody sees is unknown', async () => {
    const ground = await playground();
    const one = ground.enter([{stage: 'collected', withinMs: 1000}]);
    await one.request('attack', SECRETS);
    expect(await finish({...ground, ...one})).toEqual([
      {state: 'unknown', reason: 'no source sees the stage collected'},
    ]);
  });
});

describe('before something is missed its sources look once more', () => {
  test('and what they find was there, and is late', async () => {
    const looks: number[] = [];
    let store: ReturnType<typeof emitter> | undefined;
    let auditId = '';
    const ground = await playground(clock => {
      store = emitter('store', 'collected', clock, {
        refresh: async () => {
          looks.push(clock.now());
          store?.emit([{auditId}]);
        },
      });
      return [store];
    });
    const one = ground.enter([{stage: 'collected', withinMs: 1000}, ALERTED]);
    auditId = (await one.request('attack', SECRETS)).auditId;
    ground.alerts.emit([{auditId}], 'expected');
    const settled = await finish({...ground, ...one});
    expect(looks).toEqual([10 + 1000 + 500]);
    expect(settled).toEqual([
      {state: 'late', latencyMs: 1500, source: 'store'},
      {state: 'seen', latencyMs: 0, source: 'alerts'},
    ]);
  });

  test('but not when everything was seen', async () => {
    let looks = 0;
    const ground = await playground(clock => [
      emitter('store', 'alerted', clock, {
        refresh: async () => {
          looks++;
        },
      }),
    ]);
    const one = ground.enter();
    const {auditId} = await one.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'expected');
    await finish({...ground, ...one});
    expect(looks).toBe(0);
  });
});

describe('a source that sees only some of its stage', () => {
  const AUDITED = {stage: 'audited', withinMs: 1000} as const;

  /** Audit stage watched by such a source alone, or beside the audit log. */
  async function partly(change: Partial<Source> = {}, beside = false) {
    let events: ReturnType<typeof emitter> | undefined;
    const ground = await playground(clock => {
      events = emitter('events', 'audited', clock, {partial: true, ...change});
      return [events];
    });
    if (!beside) ground.sources.splice(0, 1);
    return {...ground, emit: (auditId: string) => events?.emit([{auditId}])};
  }

  test('meets an expectation where no other sees the stage', async () => {
    const ground = await partly();
    const one = ground.enter([AUDITED, ALERTED]);
    const {auditId} = await one.request('attack', SECRETS);
    ground.emit(auditId);
    ground.alerts.emit([{auditId}], 'expected');
    expect((await finish({...ground, ...one}))[0]).toEqual({state: 'seen', latencyMs: 0, source: 'events'});
  });

  test('makes no miss of what it does not see', async () => {
    const ground = await partly();
    const one = ground.enter([AUDITED, ALERTED]);
    const {auditId} = await one.request('attack', SECRETS);
    ground.alerts.emit([{auditId}], 'expected');
    expect(await finish({...ground, ...one})).toEqual([undefined, {state: 'seen', latencyMs: 0, source: 'alerts'}]);
  });

  test('leaves it unknown where nothing else is expected, and where it was blind', async () => {
    const alone = await partly();
    const one = alone.enter([AUDITED]);
    await one.request('attack', SECRETS);
    expect(await finish({...alone, ...one})).toEqual([
      {state: 'unknown', reason: 'only some of the stage audited is seen here'},
    ]);
    const blind = await partly({sight: () => ({state: 'blind', reason: 'forbidden'})});
    const other = blind.enter([AUDITED, ALERTED]);
    const {auditId} = await other.request('attack', SECRETS);
    blind.alerts.emit([{auditId}], 'expected');
    expect((await finish({...blind, ...other}))[0]).toEqual({state: 'unknown', reason: 'forbidden'});
  });

  test('only stands beside another that sees the whole stage: what that one lost is still lost', async () => {
    const ground = await partly({}, true);
    const one = ground.enter([AUDITED]);
    const {auditId} = await one.request('attack', SECRETS);
    ground.emit(auditId);
    expect(await finish({...ground, ...one})).toEqual([{state: 'missed'}]);
    expect(ground.seen()).toMatchObject([
      {source: 'events', counted: false, reason: 'another source decides this stage, this one only shows more of it'},
    ]);
  });
});

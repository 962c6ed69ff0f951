import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {behindText, Pace, paced} from '../../src/sources/kit/pace.js';
import type {Investigation, Signal, SignalListener, Source} from '../../src/sources/source.js';
import {interestIn, never} from '../helpers/source.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

/** What the real Falco posted while it fell behind: arrival and event of each alert; see the README beside the file. */
const RECORDED = readFileSync('test/fixtures/falco/behind.txt', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => {
    const [arrived = ''] = line.split(' ', 1);
    const {time} = JSON.parse(line.slice(arrived.length + 1)) as {time: string};
    return {arrived: new Date(Number(arrived) * 1000), time};
  });

/** The pace of the recording until a time of its day. */
function heardUntil(time: string): {pace: Pace; now: Date} {
  const pace = new Pace();
  const now = new Date(`2026-11-29T${time}Z`);
  for (const post of RECORDED.filter(p => p.arrived <= now)) pace.heard(post.time, post.arrived);
  return {pace, now};
}

describe('a real Falco that fell behind', () => {
  test('keeps up at first', () => {
    const {pace, now} = heardUntil('18:07:30');
    expect(pace.behind).toBeUndefined();
    expect(pace.mayStillReach(new Date(now.getTime() - 5000), now)).toBeUndefined();
  });

  test('is a minute behind and growing, and has not come to what happened since', () => {
    const {pace, now} = heardUntil('18:08:40');
    const behind = pace.mayStillReach(new Date(now.getTime() - 10_000), now);
    expect(behind && behindText(behind)).toBe('49 s behind and growing');
  });

  test('has come past what happened before its newest event: that is missed', () => {
    const {pace, now} = heardUntil('18:08:40');
    expect(pace.mayStillReach(new Date('2026-11-29T18:07:00Z'), now)).toBeUndefined();
  });

  test('is no longer known to be only behind when it is silent for too long', () => {
    const {pace} = heardUntil('18:20:00');
    const now = new Date('2026-11-29T18:20:00Z');
    expect(pace.mayStillReach(new Date('2026-11-29T18:19:00Z'), now)).toBeUndefined();
  });
});

describe('is not behind', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  const ago = (ms: number): string => new Date(now.getTime() - ms).toISOString();

  test.each<[string, (pace: Pace) => void]>([
    ['who has posted nothing', () => {}],
    ['whose posts have no time', pace => pace.heard(undefined, now)],
    ['whose posts have a time that is none', pace => pace.heard('yesterday', now)],
    ['whose batches take four seconds', pace => pace.heard(ago(4000), now)],
    [
      'whose clock is ten minutes behind, as ours shows by the events of own requests',
      pace => pace.heard(ago(600_000), now, -600_000),
    ],
    ['who writes local time for UTC', pace => pace.heard(ago(3_600_000), now)],
    [
      'who has caught up',
      pace => {
        pace.heard(ago(60_000), now);
        pace.heard(ago(500), now);
      },
    ],
  ])('%s', (_name, heard) => {
    const pace = new Pace();
    heard(pace);
    expect(pace.behind).toBeUndefined();
  });
});

describe('a source that says when it is behind', () => {
  async function source(lagMs: number) {
    const clock = new SteppedClock();
    let send: SignalListener = () => {};
    const inner: Source = {
      id: 'sensor',
      stage: 'alerted',
      budget: {ms: 0, why: ''},
      sight: () => ({state: 'clear'}),
      start: async onSignal => {
        send = onSignal;
      },
    };
    const own = paced(inner, clock, 'let it keep up');
    await own.start(() => {}, interestIn(), never);
    const sourceTime = new Date(clock.wall().getTime() - lagMs).toISOString();
    send({source: 'sensor', stage: 'alerted', seenAt: 0, sourceTime, claims: []} as unknown as Signal);
    await clock.advance(1000);
    return own;
  }

  test('could not see what it has not come to, and still saw in time what it saw', async () => {
    const own = await source(30_000);
    expect(own.sight(500, 1000, 'missed')).toEqual({
      ...{state: 'blind', change: 'let it keep up'},
      reason: 'it is 30 s behind: the newest event that it has come to is of 12:00:28 UTC, before the attack',
    });
    expect(own.sight(500, 1000, 'late')).toEqual({state: 'clear'});
    expect(await own.delay?.({} as Investigation, never)).toMatchObject({cause: 'it is 30 s behind'});
  });

  test('sees what there is while it keeps up', async () => {
    const own = await source(1000);
    expect(own.sight(500, 1000, 'missed')).toEqual({state: 'clear'});
    expect(await own.delay?.({} as Investigation, never)).toBeUndefined();
  });
});

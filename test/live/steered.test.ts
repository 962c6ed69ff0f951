import {describe, expect, test} from 'vitest';
import {DRILL, staged} from '../helpers/exercise.js';
import {liveContext, liveText} from '../helpers/live-picture.js';

const MINUTE = 60_000;
const SIZE = {columns: 80, rows: 24};

/** A drill under way that its only facilitator has just left. */
async function left(by: 'clock' | 'facilitator') {
  const stage = staged(`${DRILL}pace: {by: ${by}}\n`);
  const lead = stage.join('facilitator', 'Lead');
  const res = stage.join('responder', 'res1');
  const board = stage.join('board');
  await stage.does(lead, 'start', {anyway: true});
  const state = (state: 'online' | 'away') => stage.says({type: 'participant.changed', person: lead.id, state});
  await state('away');
  stage.exercise.tick();
  const heads = (language = 'en') =>
    [lead, res, board].map(person => liveText(liveContext(stage, person, {}, language), SIZE).split('\n')[1]);
  return {...stage, lead, res, state, heads};
}

const HELD = 'paused: no facilitator has been there for 5 minutes';

describe('a drill without a facilitator', () => {
  test('whose pace they set is held after five minutes: every screen says so, and the clock stands', async () => {
    const stage = await left('facilitator');
    await stage.pass(5 * MINUTE - 1000);
    expect(stage.exercise.time.state).toBe('running');
    await stage.pass(1000);
    expect(stage.of('clock.changed').at(-1)).toMatchObject({
      ...{state: 'paused', by: 'conductor', t: 5 * MINUTE},
      reason: 'no facilitator has been there for 5 minutes',
    });
    await stage.pass(10 * MINUTE);
    expect([stage.exercise.t, stage.of('clock.changed').length]).toEqual([5 * MINUTE, 2]);
    for (const head of stage.heads()) expect(head).toContain(HELD);
    for (const head of stage.heads('de')) expect(head).toContain('angehalten: seit 5 Minuten ist keine Leitung da');
    // Who comes back decides when it goes on.
    await stage.state('online');
    await stage.pass(MINUTE);
    expect(stage.exercise.time.state).toBe('paused');
    await stage.does(stage.lead, 'resume');
    await stage.pass(10 * MINUTE);
    expect(stage.exercise.time.state).toBe('running');
    for (const head of stage.heads()) expect(head).not.toContain('facilitator');
  });

  test('that goes by the clock goes on, and says so once', async () => {
    const stage = await left('clock');
    await stage.pass(5 * MINUTE - 1000);
    expect(stage.of('clock.changed')).toHaveLength(1);
    await stage.pass(10 * MINUTE);
    expect(stage.of('clock.changed').slice(1)).toMatchObject([{state: 'running', by: 'conductor', t: 5 * MINUTE}]);
    expect(stage.exercise.t).toBe(15 * MINUTE - 1000);
    expect(stage.of('inject.delivered').map(({inject}) => inject)).toContain('I2');
    for (const head of stage.heads())
      expect(head).toContain('no facilitator is there: the script goes on by the clock');
    await stage.state('online');
    for (const head of stage.heads()) expect(head).not.toContain('no facilitator');
  });

  test('five minutes are in one piece: who looks in begins them anew, and a second facilitator will do', async () => {
    const stage = await left('facilitator');
    await stage.pass(4 * MINUTE);
    await stage.state('online');
    await stage.pass(1000);
    await stage.state('away');
    await stage.pass(4 * MINUTE);
    expect(stage.exercise.time.state).toBe('running');
    stage.join('facilitator', 'Zoe');
    await stage.pass(10 * MINUTE);
    expect(stage.exercise.time.state).toBe('running');
  });

  test('a reason that a facilitator gave for a pause stays with those who lead and observe', async () => {
    const stage = await left('facilitator');
    await stage.does(stage.lead, 'pause', {reason: 'the attack on the shop fails'});
    const [lead, res, board] = stage.heads();
    expect(lead).toContain('paused: the attack on the shop fails');
    expect([res, board].join()).not.toContain('shop');
  });
});

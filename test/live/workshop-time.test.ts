import {expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {stagedHall} from '../helpers/hall.js';

const MINUTE = 60_000;
const ofType = (events: readonly DrillEvent[], ...types: string[]) =>
  events.filter(({type}) => types.includes(type)).map(event => ({...event, seq: 0, at: '', ms: 0}));

async function begun() {
  const room = stagedHall(['red', 'blue']);
  const trainer = room.join('trainer', 'Tina');
  await room.does(trainer, 'start');
  const said = () =>
    [room.hall, ...room.teams.map(({exercise}) => exercise)].map(({input}) =>
      ofType(input.log.events, 'time.warned', 'time.prolonged', 'clock.changed').map(event => {
        const {type, t, state} = event as {type: string; t: number; state?: string};
        return [state ?? type, t / MINUTE];
      }),
    );
  return {...room, trainer, said};
}

test('a workshop warns everybody five minutes ahead, once, and ends on its own when its time is over', async () => {
  const {pass, said, hall, teams} = await begun();
  await pass(54 * MINUTE);
  for (const heard of said()) expect(heard).toEqual([['running', 0]]);
  await pass(2 * MINUTE);
  for (const heard of said()) expect(heard.slice(1)).toEqual([['time.warned', 55]]);
  await pass(10 * MINUTE);
  for (const heard of said()) {
    expect(heard.slice(1)).toEqual([
      ['time.warned', 55],
      ['ended', 60],
    ]);
  }
  for (const {time, input} of [hall, ...teams.map(({exercise}) => exercise)]) {
    expect(time.state).toBe('ended');
    expect(input.log.events.at(-1)).toMatchObject({by: 'conductor', reason: 'the time is over'});
    expect(input.control.turns.isOpen).toBe(false);
  }
});

test('a trainer prolongs it, also at the last minute, and by an hour in all: it is warned of anew', async () => {
  const {pass, does, trainer, said, hall, teams} = await begun();
  await pass(59 * MINUTE);
  await does(trainer, 'prolong', {});
  for (const {view} of [hall, ...teams.map(({exercise}) => exercise)])
    expect(view).toMatchObject({endsSoon: false, opened: {lengthMs: 70 * MINUTE}});
  await pass(7 * MINUTE);
  for (const heard of said()) {
    expect(heard.slice(1)).toEqual([
      ['time.warned', 55],
      ['time.prolonged', 59],
      ['time.warned', 65],
    ]);
  }
  await expect(does(trainer, 'prolong', {by: '51m'})).rejects.toMatchObject({status: 409, code: 'long enough'});
  await does(trainer, 'prolong', {by: '50m'});
  await pass(53 * MINUTE);
  expect(hall.time.state).toBe('running');
  await pass(2 * MINUTE);
  expect(said()[2]?.at(-1)).toEqual(['ended', 120]);
});

test('time that the workshop is held does not count', async () => {
  const {pass, does, trainer, said, hall} = await begun();
  await does(trainer, 'pause');
  await pass(90 * MINUTE);
  expect(said()[0]?.map(([what]) => what)).toEqual(['running', 'paused']);
  await does(trainer, 'resume');
  await pass(56 * MINUTE);
  expect(hall.view.endsSoon).toBe(true);
  expect(hall.time.state).toBe('running');
});

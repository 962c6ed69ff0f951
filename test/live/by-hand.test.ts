import {expect, test} from 'vitest';
import {Refused} from '../../src/live/conductor/refused.js';
import {dueOf} from '../../src/live/server/for-staff.js';
import {DRILL, staged} from '../helpers/exercise.js';

const BY_HAND = DRILL.replace('script:', 'pace: {by: facilitator}\nscript:');

test('where people are the clock, the script is in its own order, and what waits for something is not due', async () => {
  const stage = staged(BY_HAND);
  const lead = stage.join('facilitator');
  await stage.does(lead, 'start', {anyway: true});
  expect(Object.keys(dueOf(stage.exercise, lead))).toEqual(['I1', 'I2', 'I5', 'I6']);
  await stage.does(lead, 'next');
  await stage.does(lead, 'next');
  expect(stage.of('inject.delivered').map(({inject}) => inject)).toEqual(['I1', 'I2']);
  await stage.pass(10 * 60_000);
  expect(stage.of('inject.delivered')).toHaveLength(2);
});

test('a jump leaves out what comes before, and what a decision leads to comes next', async () => {
  const stage = staged(BY_HAND);
  const [lead, chief] = [stage.join('facilitator'), stage.join('commander')];
  await stage.does(lead, 'start', {anyway: true});
  await stage.does(lead, 'jump', {inject: 'I6'});
  expect(stage.of('inject.skipped').map(({inject, reason}) => `${inject} ${reason}`)).toEqual([
    ...['I1 jumped to I6', 'I2 jumped to I6', 'I5 jumped to I6'],
  ]);
  await stage.does(chief, 'decide', {question: 'Q2', choice: 'freeze', rationale: 'safer'});
  await stage.does(lead, 'next');
  expect(stage.of('inject.delivered').at(-1)?.inject).toBe('I7');
  await expect(stage.does(lead, 'next')).rejects.toThrow(Refused);
  await expect(stage.does(lead, 'jump', {inject: 'I1'})).rejects.toThrow(/left out/);
  await expect(stage.does(chief, 'next')).rejects.toThrow(Refused);
});

test('nobody looks anywhere in a drill that is no tabletop', async () => {
  const stage = staged();
  const [lead, responder] = [stage.join('facilitator'), stage.join('responder')];
  await stage.does(lead, 'start', {anyway: true});
  await expect(stage.does(responder, 'look', {place: 'audit'})).rejects.toThrow(/no tabletop/);
});

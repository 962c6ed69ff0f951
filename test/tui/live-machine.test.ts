import {expect, test} from 'vitest';
import type {DrillFact} from '../../src/events/events.js';
import {liveContext, liveText, night} from '../helpers/live-picture.js';

const SIZE = {columns: 80, rows: 24};
const contained: DrillFact = {
  type: 'scenario.contained',
  ...{scenario: 'secrets-listed', ttcMs: 120_000},
  ...{withinMs: 900_000, holdMs: 10_000, checks: ['gone', 'powerless']},
};

test('observers see what the machine would say of an objective once an attack is contained, and why', async () => {
  const {stage, obs1, res1} = await night();
  const screen = (ui = {}, language = 'en') => liveText(liveContext(stage, obs1, {}, language), SIZE, ui);
  // As long as people may still contain it, nothing is settled.
  expect(screen()).not.toContain('machine');
  await stage.says(contained);
  expect(screen()).toContain('   machine: S or M, never set · All Secrets listed: bystander down for 40.0 s');
  const whole = screen({selected: 'machine:O1', overlay: 'whole'});
  expect(whole).toContain('O1 machine: S or M, never set');
  expect(whole).toContain(' M  All Secrets listed: bystander down for 40.0 s');
  expect(whole).toContain(' P  All Secrets listed: contained after 2 m');
  expect(screen({}, 'de')).toContain('Maschine: S oder M, setzt nichts');
  // It is beside the rating of the observer, which it leaves alone.
  expect(screen()).toContain('O1.1  Revoke it                                               [ P  S (M) U ]');
  expect(liveText(liveContext(stage, res1), SIZE)).not.toContain('machine');
});

test('a notification that is not due yet is no failure; after the drill it is one', async () => {
  const {stage, obs1, lead} = await night();
  await stage.says(contained);
  const of = () => liveText(liveContext(stage, obs1), SIZE, {selected: 'machine:O1', overlay: 'whole'});
  expect(of()).not.toContain('cluster-admin bound');
  await stage.does(lead, 'end');
  expect(of()).toContain('S or M');
});

test('the time that people have to contain an attack stands still with the clock, before and after its verdict, and grows by what is given', async () => {
  const {stage, lead} = await night();
  const row = () => /\n.*All Secrets listed.*/.exec(liveText(liveContext(stage, lead), SIZE))?.[0] ?? '';
  const left = () => /1\/2 +(\S+)/.exec(row())?.[1];
  const before = left();
  expect(before).toMatch(/^\d+m\d\ds$/);
  await stage.does(lead, 'pause');
  await stage.pass(60_000);
  expect(left()).toBe(before);
  // A verdict that falls while the clock stands begins no new phase.
  await stage.says({type: 'scenario.phase', scenario: 'secrets-listed', phase: 'watch'});
  expect(left()).toBe(before);
  await stage.does(lead, 'resume');
  await stage.pass(60_000);
  expect(left()).not.toBe(before);
  await stage.does(lead, 'extend', {scenario: 'secrets-listed', by: '1m'});
  expect(left()).toBe(before);
});

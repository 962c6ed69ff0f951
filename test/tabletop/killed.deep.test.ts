import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {readEvents} from '../../src/events/read.js';
import {BARE, kubedrill} from '../helpers/cli.js';
import {liveDrill} from '../helpers/live-drill.js';
import {EVENING, sat} from '../helpers/tabletop.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const ANSWERS = ['next', 'look alerts', 'pick I1 secret-exposure', 'wait 1m', 'jump I5'];
const REST = ['look rbac I5', 'act I5 unbind', 'act I5 revoke', 'end'];

/** The folder of a table that was killed once so much of its log was written. */
function killedAfter(events: readonly DrillEvent[]): string {
  const run = events[0]?.type === 'run.started' ? events[0].run : '';
  const dir = join(tempDir(), `2026-01-01T00-00-00-${run}`);
  mkdirSync(dir);
  writeFileSync(join(dir, 'events.ndjson'), events.map(event => `${JSON.stringify(event)}\n`).join(''));
  const people = ['facilitator', 'commander', 'responder', 'observer'].map((role, index) => ({
    ...{id: `p${index + 1}`, name: role, role, via: 'terminal', isRemoved: false, tokens: []},
  }));
  const flags = {lookCost: '3m', language: 'en', alone: '1h', out: 'runs', seed: '1'};
  const saved = {run, kind: 'tabletop', drill: tempFile('evening.yaml', EVENING), flags, roster: {codes: {}, people}};
  writeFileSync(join(dir, 'exercise.json'), JSON.stringify(saved), {mode: 0o600});
  return dir;
}

const resumed = (dir: string, answers: readonly string[]) =>
  kubedrill('tabletop', 'resume', dir, '--answers', tempFile('rest.txt', answers.join('\n')));

/** What was said, without what differs from run to run, and without the restart and what is about the clock. */
const told = (events: readonly DrillEvent[]) =>
  events
    .filter(({type}) => !['exercise.resumed', 'exercise.ready', 'clock.changed'].includes(type))
    .map(({at: _, ms: __, seq: ___, ...event}) =>
      JSON.stringify(event)
        .replaceAll(/"(auditId|run|at|alertSeq)":"[^"]+"/g, '')
        .replaceAll(/"(signal|alert)":\d+/g, ''),
    );

test('killed at any point while an attack was laid, it is laid to its end, and nothing is said twice', async () => {
  const whole = await sat([...ANSWERS, ...REST].join('\n'));
  const begun = whole.events.findIndex(event => event.type === 'inject.delivered' && event.inject === 'I5');
  const laid = whole.events.findLastIndex(
    event => event.type === 'containment.changed' && event.detail.startsWith('nobody'),
  );
  expect(laid - begun).toBeGreaterThan(15);
  for (let cut = begun + 1; cut <= laid + 1; cut++) {
    const dir = killedAfter(whole.events.slice(0, cut));
    const done = await resumed(dir, ['resume', ...REST]);
    expect(done.stderr, `cut at ${cut}`).toContain('Taken up at 01:00 of the drill');
    expect(done.code).toBe(whole.code);
    expect(told(readEvents(join(dir, 'events.ndjson'))), `cut at ${cut}`).toEqual(told(whole.events));
    expect(existsSync(join(dir, 'exercise.json'))).toBe(false);
  }
});

test('killed between the last check that was made to hold and the word on it, it is contained all the same', async () => {
  const whole = await sat([...ANSWERS, ...REST].join('\n'));
  const held = whole.events.findLastIndex(({type}) => type === 'containment.changed');
  const dir = killedAfter(whole.events.slice(0, held + 1));
  expect((await resumed(dir, ['end'])).code).toBe(whole.code);
  const contained = readEvents(join(dir, 'events.ndjson')).filter(({type}) => type === 'scenario.contained');
  expect(contained).toMatchObject([{scenario: 'cluster-admin-bound', ttcMs: 0}]);
});

test('what has ended, still goes on, or is no tabletop, is not taken up; the clock stands until it is let run', async () => {
  const {dir, events} = await sat([...ANSWERS, ...REST].join('\n'));
  expect((await kubedrill('tabletop', 'resume', dir)).stderr).toContain('is not a drill with people that can go on');
  const ended = await kubedrill('tabletop', 'resume', killedAfter(events));
  expect([ended.code, ended.stderr]).toMatchObject([2, expect.stringContaining('has ended')]);
  const begun = killedAfter(events.slice(0, 60));
  const other = await kubedrill('live', 'resume', begun);
  expect(other.stderr).toMatch(/goes on by another command\n.*kubedrill tabletop resume [0-9a-f]{6}/);
  expect((await resumed(begun, ['look audit'])).stderr).toContain('refused: the drill is paused');
});

test('kill -9: people go on with the cards that they found, their answers and the clock, by the tokens that they have', async () => {
  const live = await liveDrill(EVENING, ['--look-cost', '6m'], BARE, {timeout: 100_000, command: 'tabletop'});
  const [lead, res] = [await live.enters('facilitator', 'Lead'), await live.enters('responder', 'Ada')];
  const boss = await live.enters('commander', 'Grace');
  await live.asks(lead, 'start', {anyway: true});
  await live.asks(lead, 'next');
  expect((await live.asks(res, 'look', {place: 'alerts'})).status).toBe(200);
  await live.asks(res, 'look', {place: 'nodes'});
  await live.asks(res, 'acknowledge', {alert: 'A1'});
  await live.asks(lead, 'next');
  await live.asks(lead, 'deliver', {inject: 'I3'});
  await live.asks(boss, 'decide', {question: 'D1', choice: 'watch', rationale: 'we see more'});
  await live.asks(boss, 'state', {what: 'aware'});
  const spent = live.of('clock.changed').at(-1)?.t ?? 0;
  expect(spent).toBeGreaterThanOrEqual(120_000);
  const file = join(live.folder(), 'exercise.json');
  expect(readFileSync(file, 'utf8')).toContain('"kind":"tabletop"');
  live.child.kill('SIGKILL');
  await live.done;
  const again = await live.resumed();
  expect(again.stderr()).toContain('On the table: A1; K1');
  expect((await live.asks(res, 'look', {place: 'audit'})).body.reason).toContain('paused');
  const {t} = live.of('clock.changed').at(-1) ?? {t: 0};
  expect(t).toBeGreaterThanOrEqual(spent);
  expect(t).toBeLessThan(spent + 60_000);
  await live.asks(lead, 'resume');
  expect((await live.asks(res, 'acknowledge', {alert: 'A1'})).status).toBe(409);
  expect((await live.asks(boss, 'decide', {question: 'D1', choice: 'freeze', rationale: 'no'})).status).toBe(409);
  expect((await live.asks(boss, 'state', {what: 'aware'})).status).toBe(409);
  expect((await live.asks(res, 'look', {place: 'alerts'})).status).toBe(200);
  expect((await live.asks(res, 'look', {place: 'audit'})).status).toBe(200);
  expect(live.of('card.opened').map(({card, title}) => [card, title.split(':')[0]])).toEqual([
    ['K1', 'Alert'],
    ['K2', 'Audit log'],
  ]);
  expect((await live.asks(res, 'act', {about: 'K1', action: 'revoke'})).status).toBe(200);
  await live.asks(lead, 'end');
  expect((await again.done).stdout).toContain('2 of 4 cards found, 2 looks in vain');
  expect(live.of('containment.changed').filter(({state}) => state === 'held')).toHaveLength(1);
  expect(live.of('participant.joined').filter(({via}) => via === 'terminal')).toHaveLength(3);
  expect(live.of('run.started')).toHaveLength(1);
  expect(existsSync(file)).toBe(false);
});

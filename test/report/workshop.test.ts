import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {hallStarted} from '../../src/cli/workshop/started.js';
import type {DrillFact} from '../../src/events/events.js';
import {workshopDocument} from '../../src/report/workshop/document.js';
import {WORKSHOP_FORMATS} from '../../src/report/workshop/formats.js';
import {workshopRecord} from '../../src/report/workshop/record.js';
import {WorkshopSchema, workshopResult} from '../../src/report/workshop/result.js';
import {plainText} from '../../src/report/workshop/text.js';
import {widthOf} from '../../src/view/text.js';
import {kubedrillIn} from '../helpers/cli.js';
import {lesson} from '../helpers/lesson.js';
import {tempDir} from '../helpers/temp.js';

const recordOf = async (language = 'en', more = {}) => {
  const {hall, pass, does, trainer} = await lesson(language);
  await does(trainer, 'prolong', {by: '20m'});
  await pass(40_000);
  hall.end('conductor', 'the time is over');
  const record = workshopRecord(hall.input.log.events, more);
  if (!record) throw new Error('no workshop');
  return {record, events: hall.input.log.events};
};

test('a workshop is told as what it was: teams by levels, times, hints', async () => {
  const {record} = await recordOf();
  const text = plainText(workshopDocument(record, 'runs/x'), 100);
  expect(text).toMatch(/^Core drill: workshop\n {2}12 teams at 3 levels with 4 tasks, for 11 m 00 s\.\n/);
  expect(text).toMatch(/\n {3}1 {2}team-1 +60 +1 \/ 3 +2 \/ 4 +– +– +– +2\n {3}2 {2}team-2 +60 /);
  expect(text).toMatch(/team-3 +5 +0 \/ 3 +1 \/ 4 +1 \(−5\)/);
  expect(text).toMatch(/team-5 +10 +0 \/ 3 +1 \/ 4 +– +4 /);
  expect(text).toMatch(/team-1 +02:00 +05:00 +open 06:00 +–/);
  expect(text).toMatch(/See it +L1\.2 .* 50 +2 \/ 12 +05:00 +team-1 \(05:00\)/);
  expect(text).toMatch(/Planned: 1 h 00 m\n {2}Prolonged by: 20 m 00 s\n {2}People: 24\n/);
  expect(text).toContain('team-6 had no cluster at the end: kind: no space left on device');
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(100);
  for (const {render} of Object.values(WORKSHOP_FORMATS))
    expect(render(record, 'runs/x')).not.toMatch(/undefined|\[object|NaN/);
});

test('as data it holds to its schema, and has the same figures', async () => {
  const {record} = await recordOf();
  const result = workshopResult(record);
  expect(WorkshopSchema.parse(result)).toEqual(result);
  expect(result).toMatchObject({kind: 'workshop', planned: 4800, took: 660, over: true, people: 24});
  expect(result.levels[0]?.tasks[1]).toMatchObject({id: 'L1.2', solved: 2, median: 300});
  expect(result.teams.find(({id}) => id === 'team-3')).toMatchObject({hints: 1, hintPoints: 5, points: 5, people: 2});
  expect(result.teams[0]?.tasks).toEqual([
    {id: 'L1.1', state: 'solved', seconds: 120},
    {id: 'L1.2', state: 'solved', seconds: 300},
    {id: 'L2.1', state: 'open', seconds: 360},
    {id: 'L3.1', state: 'closed'},
  ]);
});

test('in German, and without names', async () => {
  const {record} = await recordOf('de', {anonymous: true});
  const page = WORKSHOP_FORMATS.html.render(record, 'runs/x');
  expect(page).toMatch(/<html lang="de">[\s\S]*12 Teams an 3 Stufen mit 4 Aufgaben[\s\S]*Punktestand[\s\S]*Hinweise/);
  expect(page).not.toMatch(/team-1\b(?!.*--format)|levels|standings/i);
});

test('`kubedrill report` of the folder of a workshop says so, in each format, and refuses those of runs', async () => {
  const {events, record} = await recordOf();
  const dir = tempDir();
  const began: DrillFact = hallStarted('1acf2e', {id: 'core', title: record.view.opened.title}, 'simulated');
  const whole = [{...began, at: events[0]?.at, ms: 0}, ...events].map((event, seq) => ({...event, seq}));
  writeFileSync(join(dir, 'events.ndjson'), whole.map(event => `${JSON.stringify(event)}\n`).join(''));
  const report = (...argv: string[]) => kubedrillIn({}, 'report', dir, ...argv);
  expect(await report()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Core drill: workshop\n[\s\S]*report\.html/),
  });
  expect(JSON.parse((await report('--json')).stdout)).toMatchObject({kind: 'workshop', took: 660});
  expect((await report('--format', 'md')).stdout).toMatch(/^# Core drill: workshop\n/);
  expect(await report('--format', 'junit')).toMatchObject({
    ...{code: 2, stdout: ''},
    stderr: expect.stringMatching(
      /a workshop has no format junit[\s\S]*use one of html, md, json\n[\s\S]*teams\/team-1 --format junit/,
    ),
  });
});

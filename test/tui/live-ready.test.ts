import {expect, test} from 'vitest';
import {pressed} from '../../src/tui/live/press.js';
import {initialLiveUi} from '../../src/tui/live/ui.js';
import type {Staged} from '../helpers/exercise.js';
import {DRILL, staged} from '../helpers/exercise.js';
import {liveContext, liveText} from '../helpers/live-picture.js';

const SIZE = {columns: 80, rows: 24};

/** What the second line of each screen says, before the drill begins. */
function said(stage: Staged, people: ReturnType<Staged['join']>[], language = 'en') {
  return people.map(person => {
    const context = liveContext(stage, person, {}, language);
    return liveText(context, SIZE).split('\n')[1]?.replaceAll('─', '').trim();
  });
}

test('every screen says that the cluster is prepared, and then that it is ready', async () => {
  const stage = staged();
  const people = [stage.join('facilitator', 'Lead'), stage.join('responder', 'res1'), stage.join('board')];
  expect(said(stage, people)).toEqual([
    'ready: s starts the drill',
    'ready: the facilitator starts it',
    'ready: the facilitator starts it',
  ]);
  expect(said(stage, people, 'de')[0]).toBe('bereit: s beginnt die Übung');
  // After a restart it is prepared anew. Those who respond are not told of the restart, but of the clock.
  await stage.does(people[0] as never, 'start', {anyway: true});
  expect(said(stage, people)).toEqual(['', '', '']);
  await stage.says({type: 'exercise.resumed', fromSeq: 1, offlineMs: 1});
  await stage.says({type: 'cluster.phase', phase: 'image', state: 'started'});
  expect(said(stage, people)).toEqual(['cluster: image', '', '']);
  await stage.says({type: 'cluster.phase', phase: 'image', state: 'done'});
  await stage.says({type: 'preflight.checked', check: 'api', title: '', state: 'ok', detail: '', next: []});
  await stage.says({type: 'preflight.checked', check: 'api', title: '', state: 'ok', detail: '', next: []});
  expect(said(stage, people)[0]).toBe('preflight, 1 check so far');
  stage.exercise.input.control.turns.open();
  expect(said(stage, people)).toEqual(['', '', '']);
  expect(stage.of('exercise.ready')).toHaveLength(2);
});

test('who starts too early hears why not, and nothing is sent', () => {
  const stage = staged();
  const lead = stage.join('facilitator', 'Lead');
  const context = liveContext(stage, lead);
  const early = {...context, view: {...context.view, isReady: false}};
  expect(pressed(initialLiveUi, 's', {}, early, SIZE)).toEqual({
    ui: {...initialLiveUi, notice: {text: 'the cluster is being prepared', isBad: true}},
  });
  expect(pressed(initialLiveUi, 's', {}, context, SIZE).ui.asking?.form.title).toBe('Start the drill');
});

test('a narrow screen says how much time is left, and by how much a drill is over it', async () => {
  const stage = staged(`${DRILL}pace: {length: 25m}\n`);
  const people = [stage.join('facilitator', 'Lead'), stage.join('responder', 'res1'), stage.join('observer', 'obs1')];
  await stage.does(people[0] as never, 'start', {anyway: true});
  const rules = () =>
    people.map(person => liveText(liveContext(stage, person), {columns: 60, rows: 20}).split('\n')[1] ?? '');
  await stage.pass(82_000);
  for (const rule of rules()) expect(rule).toContain('23:38 left');
  await stage.pass(25 * 60_000);
  for (const rule of rules()) expect(rule).toContain('01:22 over');
});

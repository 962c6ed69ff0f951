import {describe, expect, test} from 'vitest';
import type {LiveContext} from '../../src/tui/live/context.js';
import type {Effect} from '../../src/tui/live/effect.js';
import {offered} from '../../src/tui/live/keymap.js';
import {pressed} from '../../src/tui/live/press.js';
import {initialLiveUi, type LiveUi} from '../../src/tui/live/ui.js';
import {CATALOGUES} from '../../src/tui/live/words/words.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {widthOf} from '../../src/view/text.js';
import {lesson} from '../helpers/lesson.js';
import {liveContext, liveText} from '../helpers/live-picture.js';
import {expectPrintable, NASTY} from '../helpers/unprintable.js';

const [AT_80, WIDE] = [
  {columns: 80, rows: 24},
  {columns: 140, rows: 40},
];
const SIZES = [{columns: 40, rows: 12}, {columns: 60, rows: 20}, AT_80, WIDE];
const context = async (more: Partial<LiveContext> = {}, language = 'en'): Promise<LiveContext> => {
  const room = await lesson(language);
  return {...liveContext(room, room.trainer, {}, language), ...more};
};

describe.each(SIZES)('at $columns x $rows', size => {
  test('the screen of a trainer', async () => {
    const shown = await context();
    await expect(liveText(shown, size)).toMatchFileSnapshot(`golden/live-trainer-${size.columns}x${size.rows}.txt`);
    for (const more of [{}, {ascii: true, symbols: symbolsFor(true)}, {connection: 'offline', waiting: 2}] as const) {
      for (const ui of [{}, {overlay: 'keys'}, {overlay: 'whole'}, {overlay: 'feed', follow: true}] as const) {
        const lines = liveText({...shown, ...more}, size, ui).split('\n');
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
        if ('ascii' in more) expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
      }
    }
  });

  test('the board of a class', async () => {
    const room = await lesson('en', 30);
    const shown = liveText(liveContext(room, room.board), size);
    await expect(shown).toMatchFileSnapshot(`golden/live-scoreboard-${size.columns}x${size.rows}.txt`);
    for (const line of shown.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
  });
});

test('the screen of a trainer in German', async () => {
  await expect(liveText(await context({}, 'de'), AT_80)).toMatchFileSnapshot('golden/live-trainer-de.txt');
});

test('not a byte of a board changes while it stands still; the trainer is told so, and sees all', async () => {
  const room = await lesson();
  const shown = (who: typeof room.board) => liveText(liveContext(room, who), AT_80);
  await room.does(room.trainer, 'freeze', {frozen: true});
  const still = shown(room.board);
  expect(still).toContain('FROZEN');
  room.says(4, {what: 'solved', level: 'L1', task: 'L1.1', points: 500});
  await room.does(room.trainer, 'message', {to: ['board'], text: 'five minutes'});
  await room.pass(90_000);
  await room.does(room.trainer, 'pause');
  await room.does(room.trainer, 'resume');
  room.hall.end('conductor', 'the time is over');
  expect(shown(room.board)).toBe(still);
  expect(liveText({...liveContext(room, room.board), connection: 'offline'}, AT_80)).toBe(still);
  expect(shown(room.trainer)).toMatch(/FROZEN/);
  expect(shown(room.trainer)).toMatch(/team-4 .* 500 /);
  await room.does(room.trainer, 'freeze', {frozen: false});
  expect(shown(room.board)).toMatch(/1 team-4 .*500/);
});

test('nothing that teams are called reaches a terminal as more than text', async () => {
  const shown = await context();
  const teams = Object.fromEntries(
    Object.entries(shown.view.workshop?.teams ?? {}).map(([id, team]) => [id, {...team, name: NASTY, failed: NASTY}]),
  );
  const view = {...shown.view, workshop: {...shown.view.workshop, teams}} as LiveContext['view'];
  for (const ui of [{}, {overlay: 'whole'}] as const) expectPrintable(liveText({...shown, view}, WIDE, ui));
});

describe('keys of a trainer', () => {
  const KEYS: Record<string, object> = {enter: {return: true}, down: {downArrow: true}};
  const keys = (shown: LiveContext, ...typed: string[]): Effect[] => {
    let ui: LiveUi = initialLiveUi;
    const effects: Effect[] = [];
    for (const word of typed) {
      for (const letter of KEYS[word] ? [''] : word) {
        const next = pressed(ui, letter, KEYS[word] ?? {}, shown, AT_80);
        ui = next.ui;
        if (next.effect) effects.push(next.effect);
      }
    }
    return effects;
  };
  const does = (name: string, input: object = {}) => expect.objectContaining({kind: 'do', name, input});

  test('do something for the team that needs somebody first, or for the selected one', async () => {
    const shown = await context();
    expect(keys(shown, 'h')).toEqual([does('give-hint', {team: 'team-2'})]);
    expect(keys(shown, 'down', 'o')).toEqual([does('move-on', {team: expect.not.stringMatching(/^team-2$/)})]);
    expect(keys(shown, 'A', 'n')).toEqual([]);
    expect(keys(shown, 'A', 'y')).toEqual([does('reset', {team: 'team-2'})]);
    expect(keys(shown, 'P', 'enter', 'neat', 'enter')).toEqual([
      does('award', {team: 'team-2', points: 10, reason: 'neat'}),
    ]);
  });

  test('freeze, broadcast, prolong, hold and end', async () => {
    const shown = await context();
    expect(keys(shown, 'z')).toEqual([does('freeze', {frozen: true})]);
    expect(keys(shown, 'm', 'enter', 'hello', 'enter')).toEqual([does('message', {to: [], text: 'hello'})]);
    expect(keys(shown, 'm', '2', 'hello', 'enter')).toEqual([does('message', {to: ['team-2'], text: 'hello'})]);
    expect(keys(shown, 'm', '3', 'hello', 'enter')).toEqual([does('message', {to: ['board'], text: 'hello'})]);
    expect(keys(shown, 'l', 'enter')).toEqual([does('prolong', {by: '10m'})]);
    expect(keys(shown, 'p', 'E', 'y')).toEqual([does('pause'), does('end')]);
    const frozen = {...shown.view, workshop: {...shown.view.workshop, frozenT: 1}} as LiveContext['view'];
    expect(keys({...shown, view: frozen}, 'z')).toEqual([does('freeze', {frozen: false})]);
  });

  test('do what the server does, and each is a letter of its own', async () => {
    const room = await lesson();
    const shown = liveContext(room, room.trainer);
    const own = offered(shown, {kind: 'team', id: 'team-2'});
    const letters = own.flatMap(({keys: some}) => some);
    expect(new Set(letters).size).toBe(letters.length);
    for (const {command = '', word} of own) {
      if (word !== 'joins') expect(shown.hello.can).toContain(command);
      for (const words of Object.values(CATALOGUES)) expect(words.actions[word].short).not.toBe('');
    }
    for (const effect of keys(shown, 'down', 'down', 'w')) {
      if (effect.kind !== 'do') continue;
      await room.does(room.trainer, effect.name, effect.input ?? {});
      expect(room.teams[1]?.exercise.input.log.events.some(({type}) => type === 'help.given')).toBe(false);
    }
  });

  test('of a class at labs leave out what is on machines of their own', async () => {
    const shown = await context();
    const view = {...shown.view, workshop: {...shown.view.workshop, layout: 'labs'}} as LiveContext['view'];
    const words = offered({...shown, view}, {kind: 'team', id: 'team-2'}).map(({word}) => word);
    for (const word of ['giveHint', 'moveOn', 'reset', 'prolong']) expect(words).not.toContain(word);
    expect(words).toContain('award');
  });
});

import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {LiveContext} from '../../src/tui/live/context.js';
import type {LiveUi} from '../../src/tui/live/ui.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {widthOf} from '../../src/view/text.js';
import {liveContext, liveText, night} from '../helpers/live-picture.js';
import {expectPrintable, NASTY} from '../helpers/unprintable.js';

const SIZES = [
  {columns: 40, rows: 12},
  {columns: 60, rows: 20},
  {columns: 80, rows: 24},
  {columns: 140, rows: 40},
];

const ROLES = ['facilitator', 'commander', 'responder', 'observer', 'board'] as const;
type Role = (typeof ROLES)[number];

/** One night for all tests: pictures change nothing. */
let played: Promise<Record<Role, LiveContext>> | undefined;
const screens = (): Promise<Record<Role, LiveContext>> => {
  played ??= night().then(({stage, lead, ada, res1, obs1, board}) => ({
    facilitator: liveContext(stage, lead),
    commander: liveContext(stage, ada),
    responder: liveContext(stage, res1),
    observer: liveContext(stage, obs1),
    board: liveContext(stage, board),
  }));
  return played;
};
const all = async () => Object.values(await screens());

const OVERLAYS: Partial<LiveUi>[] = [
  {},
  {overlay: 'keys'},
  {overlay: 'feed', follow: true},
  {overlay: 'whole'},
  {overlay: 'joins'},
];

describe.each(SIZES)('at $columns x $rows', size => {
  test.each(ROLES)('the screen of the %s', async role => {
    const context = (await screens())[role];
    await expect(liveText(context, size)).toMatchFileSnapshot(`golden/live-${role}-${size.columns}x${size.rows}.txt`);
    for (const more of [{}, {ascii: true, symbols: symbolsFor(true)}, {connection: 'offline', waiting: 2}] as const) {
      for (const ui of OVERLAYS) {
        const lines = liveText({...context, ...more}, size, ui).split('\n');
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
        expect(lines[0]).toContain('DRILL');
        expect(lines[0]).toMatch(/\d\d:\d\d/);
      }
    }
  });
});

describe('every screen', () => {
  const at80 = (context: LiveContext, more: Partial<LiveContext> = {}, ui: Partial<LiveUi> = {}) =>
    liveText({...context, ...more}, {columns: 80, rows: 24}, ui);

  test('says in words and by a mark how the clock stands', async () => {
    const context = (await screens()).responder;
    const of = (state: LiveContext['view']['clock']['state']) =>
      at80({...context, view: {...context.view, clock: {...context.view.clock, state}}}).split('\n')[0];
    expect(of('waiting')).toContain(' not begun · 01:22');
    expect(of('running')).toContain(' running ▶ 01:22');
    expect(of('paused')).toContain(' PAUSED ⏸ 01:22');
    expect(of('ended')).toContain(' over ■ 01:22');
  });

  test('says when nothing comes, what waits, and when everybody can read along', async () => {
    for (const context of await all()) {
      expect(at80(context, {connection: 'offline', waiting: 2})).toContain(' OFFLINE, 2 waiting ');
      expect(at80(context, {isInsecure: true}).split('\n')[0]).toContain(' NO TLS ');
    }
  });

  test('of a facilitator says how to end when the planned time is over', async () => {
    const {facilitator, responder} = await screens();
    const at = (context: LiveContext, t: number) => {
      const view = {...context.view, opened: {...context.view.opened, lengthMs: 60_000}};
      return at80({...context, t, view} as LiveContext);
    };
    expect(at(facilitator, 60_000)).not.toContain('E ends the drill');
    expect(at(facilitator, 61_000)).toContain('00:01 over: E ends the drill');
    expect(at(responder, 61_000)).toContain('00:01 over');
    expect(at(responder, 61_000)).not.toContain('E ends the drill');
  });

  test('keeps to ASCII where it is asked to', async () => {
    for (const context of await all()) {
      const text = at80(context, {ascii: true, symbols: symbolsFor(true)});
      expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    }
  });

  test('shows nothing that a terminal takes for more than text', async () => {
    for (const context of await all()) {
      const nasty = {
        ...context,
        view: taint(context.view),
        run: taint(context.run),
        told: taint(context.told),
      } as LiveContext;
      for (const ui of OVERLAYS) {
        for (const columns of [60, 160]) expectPrintable(liveText(nasty, {columns, rows: 100}, ui));
      }
    }
  });
});

/** Words of the program's own, and ids that others are found by. */
const KEPT = new Set([
  'state',
  'kind',
  'type',
  'phase',
  'stage',
  'id',
  'person',
  'scenario',
  'alert',
  'role',
  'inject',
  'at',
]);

/** The same with something nasty behind every text. */
function taint(value: unknown): unknown {
  if (typeof value === 'string') return value.length < 4 ? value : value + NASTY;
  if (Array.isArray(value)) return value.map(taint);
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, KEPT.has(key) ? one : taint(one)]));
}

describe('what each role has before it', () => {
  const wide = async (role: Role) => liveText((await screens())[role], {columns: 140, rows: 40});

  test('a facilitator sees the script, people, and how they do with each attack', async () => {
    const text = await wide('facilitator');
    expect(text).toMatch(/I3 +What do we say to the press\?/);
    expect(text).toMatch(/● res1 +responder +ticked acknowledge/);
    expect(text).toMatch(/All Secrets listed +0\.9s +00:39 +01:10 +1\/2 13m38s +00:40/);
    expect(text).toMatch(/cluster-admin bound +0\.9s +·00:12/);
  });

  test('a responder sees alerts, injects, questions and notes, and nothing of the script', async () => {
    const text = await wide('responder');
    expect(text).toMatch(/A2 {2}high .* nobody/);
    expect(text).toMatch(/facilitator → all: The SIEM is down.* new/);
    expect(text).toMatch(/Q1 +Which identity listed the Secrets\? +open/);
    expect(text).toContain('[x] Acknowledge the alert');
    expect(text).not.toMatch(/press|cluster-admin|All Secrets/);
  });

  test('an observer sees what is to be rated, with what they rated in brackets', async () => {
    expect(await wide('observer')).toMatch(/O1\.1 +Revoke it +\[ P {2}S \(M\) U \]/);
  });

  test('a facilitator sees how people join: links, a picture, and the certificate that they compare', async () => {
    const ways = ['responder', 'facilitator'].map(role => ({
      role,
      url: `https://x/#j=${role}`,
      picture: ['█▀█', '█▄█'],
    }));
    const context = {...(await screens()).facilitator, joinWays: ways, fingerprint: 'AB:'.repeat(31).concat('CD')};
    const text = liveText(context, {columns: 80, rows: 24}, {overlay: 'joins', way: 1});
    expect(text).toMatch(/ {3}responder +│ █▀█\n {3}https:\/\/x\/#j=responder +│ █▄█\n ▸ facilitator/);
    expect(text.match(/AB/g)).toHaveLength(31);
  });

  test('a board shows the time in large, and counts', async () => {
    const text = await wide('board');
    expect(text).toContain('██████');
    expect(text).toMatch(/alerts 2 {3}taken 1 {3}open 1 {3}incidents declared 1 {3}people 4/);
  });
});

test('the screens that the docs show are these', () => {
  const page = readFileSync('docs/join.md', 'utf8');
  for (const role of ['responder', 'facilitator']) {
    expect(page).toContain(readFileSync(`test/tui/golden/live-${role}-80x24.txt`, 'utf8').trimEnd());
  }
});

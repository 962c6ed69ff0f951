import {describe, expect, test} from 'vitest';
import {nightsByDrill} from '../../src/cli/history/kept-nights.js';
import {trendsIn} from '../../src/cli/history/trends.js';
import type {Io} from '../../src/cli/io.js';
import {main} from '../../src/cli/main.js';
import {DEFAULT_RULES} from '../../src/history/judge/settings.js';
import {type Trend, trendsOf} from '../../src/history/page/trend.js';
import {openKept} from '../../src/history/store/open.js';
import {bindingsOn, type HistoryCommand, type HistoryScreen} from '../../src/tui/history/keymap.js';
import {historyLines} from '../../src/tui/history/screen.js';
import {type HistoryUi, initialHistoryUi, reduceHistory} from '../../src/tui/history/ui.js';
import {textOf} from '../../src/tui/text/line.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {TestKeyboard, TestTerminal} from '../helpers/terminal.js';
import {type KeptNights, recordsOf, storeOf} from '../history/kept-nights.js';

const NAMES = ['cluster-admin-bound', 'pod-exec', 'secrets-listed'];
const rules = (pack: string) => ({rules: {pack: pack.repeat(64), byRule: {}}});

/** 64 nights: alerts take three times as long from night 56 on, and pod-exec is lost from night 63 on, with its rule. */
const nights: KeptNights = {
  ...{count: 64, names: NAMES, under: night => rules(night < 63 ? 'a' : 'b')},
  slow: (link, night) => (link === 'alerted' && night >= 56 ? 3 : 1),
  attempts: (scenario, night) => {
    if (scenario !== 'pod-exec') return undefined;
    if (night === 60) return [{verdict: 'missed'}, {verdict: 'detected'}];
    return night >= 63 ? [{verdict: 'missed'}] : undefined;
  },
};
const records = recordsOf(nights);
const trends = trendsOf(records, {rules: DEFAULT_RULES, last: 400});

const screen = (
  options: {ui?: Partial<HistoryUi>; width?: number; height?: number; ascii?: boolean; of?: readonly Trend[]} = {},
) => {
  const {ui, width = 80, height = 24, ascii = false, of = trends} = options;
  return historyLines({
    ...{trends: of, ui: {...initialHistoryUi, ...ui}, width, height, ascii, symbols: symbolsFor(ascii)},
  }).map(textOf);
};
const row = (lines: readonly string[], name: string) => lines.find(text => text.slice(3).startsWith(name)) ?? '';

describe('the nights on a screen', () => {
  test.each([
    [80, 24],
    [160, 50],
  ])('at %i x %i', async (width, height) => {
    await expect(`${screen({width, height, ui: {selected: 1}}).join('\n')}\n`).toMatchFileSnapshot(
      `golden/history-${width}x${height}.txt`,
    );
  });

  test('have a mark for each night of a scenario, the newest at the right', () => {
    expect(row(screen(), 'pod-exec')).toMatch(/✔◐✔✔✖✖$/);
    expect(row(screen(), 'secrets-listed')).toMatch(/✔{20}$/);
  });

  test('have letters up to the third for what a link took within its baseline, and higher ones above it', () => {
    expect(row(screen(), 'audited')).toMatch(/[▁▂▃]{5,}/);
    expect(row(screen(), 'alerted')).toMatch(/[▁▂▃]{5}[▄▅▆▇█]{9}$/);
    expect(row(screen(), 'alerted')).toMatch(/^ {2}!alerted 1\d\.\ds \(\d\.\ds–\d\.\ds\)/);
    expect(row(screen({ascii: true}), 'alerted')).toMatch(/[123]{5}[45678]{9}$/);
  });

  test('say what is worse, in which row, and what it coincides with', () => {
    const lines = screen({width: 120, height: 40});
    expect(lines.join('\n')).toMatch(/WORSE +pod-exec lost since 2026-03-04; coincides with rule pack/);
    expect(lines.join('\n')).toMatch(/WORSE +alerted slower x\d/);
    expect(row(lines, 'pod-exec')).toMatch(/^ {2}!/);
    expect(row(lines, 'secrets-listed')).toMatch(/^ {3}/);
  });

  test('say of an unchanged place that nothing is known to be worse, and of a short one that nobody can say', () => {
    const calm = trendsOf(recordsOf({count: 40, names: NAMES}), {rules: DEFAULT_RULES, last: 400});
    expect(screen({of: calm}).join('\n')).toContain('nothing is known to be worse than before');
    const first = trendsOf(recordsOf({count: 1, names: NAMES}), {rules: DEFAULT_RULES, last: 400});
    expect(screen({of: first}).join('\n')).toMatch(/unknown +there is no baseline/);
    expect(screen({of: []}).join('\n')).toContain('no run is in this history yet');
  });

  test('tell nights without a run from nights without that scenario', () => {
    const gap = records.filter(
      ({started}) => started < (records[40]?.started ?? 0) || started > (records[44]?.started ?? 0),
    );
    const some = gap.map((run, i) =>
      i === 2 ? {...run, verdicts: run.verdicts.filter(v => v.scenario !== 'pod-exec')} : run,
    );
    const shown = row(screen({of: trendsOf(some, {rules: DEFAULT_RULES, last: 400}), width: 160}), 'pod-exec');
    expect(shown).toContain('✔·✔');
    expect(shown).toContain('✔ ✔');
  });

  test('fit every size, in plain letters where asked, with the selection in sight', () => {
    const many = trendsOf(recordsOf({count: 30}), {rules: DEFAULT_RULES, last: 400});
    const sizes = ([40, 80, 200] as const).map(width => ({width, height: {40: 16, 80: 24, 200: 60}[width]}));
    const looks = (['strip', 'nights', 'findings', 'keys'] as const).flatMap(on =>
      [0, 20, 36].map(at => ({screen: on, selected: at})),
    );
    for (const {width, height} of sizes) {
      for (const ui of looks) {
        const lines = screen({of: many, width, height, ascii: true, ui});
        expect(lines).toHaveLength(height);
        expect(lines.filter(text => !new RegExp(`^[\\x20-\\x7e]{0,${width}}$`).test(text))).toEqual([]);
        expect(lines.filter(text => text.startsWith(' >'))).toHaveLength(ui.screen === 'strip' ? 1 : 0);
      }
    }
  });

  test('list every night of a scenario with its attempts and cause, and what changed when', () => {
    const list = screen({ui: {selected: 1, screen: 'nights'}}).join('\n');
    expect(list).toMatch(/2026-03-05 02:17 UTC, run run-64 +missed: no rule fired/);
    expect(list).toMatch(/run run-60 +flaky \(missed, then detected\)/);
    expect(screen({ui: {screen: 'findings'}, height: 40}).join('\n')).toMatch(
      /2026-03-04 02:17 UTC +rule pack aaaaaaaa → bbbbbbbb/,
    );
  });
});

describe('the keys of the history', () => {
  const extent = {trends: 2, scenarios: 37, rows: 8, lines: 65, page: 20};
  const ending = (...commands: HistoryCommand[]) =>
    commands.reduce((ui, command) => reduceHistory(ui, command, extent), initialHistoryUi);

  test('go through scenarios, places and lists, and never beyond', () => {
    expect(ending('down', 'page down', 'up').selected).toBe(8);
    expect(ending('last', 'down').selected).toBe(36);
    expect(ending('last', 'later place', 'later place')).toMatchObject({trend: 1, selected: 0});
    expect(ending('down', 'open', 'last', 'down')).toMatchObject({screen: 'nights', selected: 1, scroll: 45});
    expect(ending('down', 'open', 'last', 'back')).toMatchObject({screen: 'strip', selected: 1, scroll: 0});
  });

  test('stand in the footer, those to leave and to learn them on the narrowest screen too, and under ?', () => {
    for (const on of ['strip', 'nights', 'findings', 'keys'] as HistoryScreen[]) {
      expect(screen({width: 40, ui: {screen: on}}).at(-1)).toMatch(/\? keys +(q leave|esc back)/);
    }
    const help = screen({width: 100, ui: {screen: 'keys'}}).join('\n');
    for (const {help: told} of bindingsOn('strip')) if (told) expect(help).toContain(told.does);
  });
});

describe('kubedrill history on a terminal', () => {
  const open = (args: string[], size: [number, number] = [80, 24]) => {
    const terminal = new TestTerminal(...size);
    const keyboard = new TestKeyboard();
    const stdout = terminal as unknown as NodeJS.WriteStream;
    const io: Io = {stdin: keyboard as unknown as NodeJS.ReadStream, stdout, stderr: stdout, env: {}};
    const shows = (text: string | RegExp) => expect.poll(() => terminal.screen()).toMatch(text);
    const type = async (text: string) => {
      await expect.poll(() => keyboard.rawMode).toBe(true);
      keyboard.type(text);
    };
    return {code: main(['history', ...args], io), terminal, shows, type};
  };

  test('is a screen, which keys go through, and which is left by q', async () => {
    const other = recordsOf({count: 3, names: NAMES, run: night => ({cluster: 'us-7', uid: `2026 us-${night}`})});
    const {code, terminal, shows, type} = open(['--history', await storeOf([...records, ...other])]);
    await shows(/core · prod\/eu-1 {2}1 of 2/);
    expect(terminal.alternate).toBe(true);
    await type('jj');
    await shows(/▸ secrets-listed/);
    await type('\r');
    await shows(/run-64 +detected/);
    await type('q?');
    await shows('every night of the selected scenario');
    await type('ql');
    await shows(/core · prod\/us-7 {2}2 of 2/);
    await type('q');
    expect(await code).toBe(0);
    expect(terminal.alternate).toBe(false);
  });

  test('says what it needs where it does not fit', async () => {
    const {code, shows, type} = open(['--history', await storeOf(records.slice(0, 2))], [39, 24]);
    await shows(/history needs 40x16, this/);
    await type('q');
    expect(await code).toBe(0);
  });
});

describe('the last nights of a drill on the home screen', () => {
  const rowsOf = async (kept: typeof records) => {
    const store = await openKept(await storeOf(kept));
    const rows = await store.newest(200);
    await store.close();
    return rows;
  };

  test('are a letter each, the newest at the right, and told in words', async () => {
    const some = records.slice(0, 20).map((run, i) => ({...run, score: i === 19 ? 12 : 100, green: i < 19}));
    const [core] = nightsByDrill(await rowsOf(some), false);
    expect(core).toMatchObject({drill: 'core', spark: `${'█'.repeat(13)}▁`});
    expect(core?.words).toBe(
      'Last night on prod/eu-1, 2026-01-20: score 12, gates FAILED; all gates held in 13 of the last 14.',
    );
    expect(nightsByDrill(await rowsOf(some), true)[0]?.spark).toBe(`${'8'.repeat(13)}1`);
  });

  test('are those of the cluster of the newest run, and show a run that did not finish as unknown', async () => {
    const kept = records.slice(0, 4).map((run, i) => ({
      ...run,
      ...(i === 1 && {cluster: 'us-7', score: 5}),
      ...(i === 2 && {outcome: 'interrupted' as const, score: 40, green: false}),
    }));
    expect(nightsByDrill(await rowsOf(kept), false)[0]).toMatchObject({spark: '█·█'});
  });

  test('are read of the history that the screen shows, at most twenty places of it', async () => {
    const store = await openKept(await storeOf(records));
    const {trends: found, left} = await trendsIn(store, [], {rules: DEFAULT_RULES, last: 400});
    expect([found.length, left]).toEqual([1, 0]);
    await store.close();
  });
});

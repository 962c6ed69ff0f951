import {describe, expect, test} from 'vitest';
import {homeEntries} from '../../src/cli/home.js';
import type {Io} from '../../src/cli/io.js';
import {main} from '../../src/cli/main.js';
import {type HomeEntry, homeLines} from '../../src/tui/screens/home.js';
import {chooseAtHome} from '../../src/tui/start-home.js';
import {textOf} from '../../src/tui/text/line.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {TestKeyboard, TestTerminal} from '../helpers/terminal.js';

const entries: HomeEntry[] = Array.from({length: 30}, (_, i) => ({
  group: i < 2 ? 'drills' : 'scenarios',
  title: `Entry ${i}`,
  note: `note ${i}`,
  about: `What entry ${i} is, \u001b[2Jin words.`,
  argv: ['run', `entry-${i}`],
}));

const terminalOf = (columns = 80, rows = 24) => {
  const terminal = new TestTerminal(columns, rows);
  const keyboard = new TestKeyboard();
  const streams = {
    stdout: terminal as unknown as NodeJS.WriteStream,
    stdin: keyboard as unknown as NodeJS.ReadStream,
  };
  const shows = (text: string | RegExp) => expect.poll(() => terminal.screen()).toMatch(text);
  const type = async (text: string) => {
    await expect.poll(() => keyboard.rawMode).toBe(true);
    keyboard.type(text);
  };
  return {terminal, streams, shows, type};
};

function atHome() {
  const {streams, ...hands} = terminalOf();
  const chosen = chooseAtHome({version: '1.2.3', entries, ascii: false, ...streams});
  return {chosen, ...hands};
}

describe('the home screen', () => {
  test('lists what can be begun, and says what the selected one is and which command does the same', async () => {
    const {chosen, terminal, shows, type} = atHome();
    await shows(/▸ Entry 0 +note 0/);
    await shows('What entry 0 is, �[2Jin words.');
    await shows('$ kubedrill run entry-0');
    expect(terminal.alternate).toBe(true);
    await type('q');
    expect(await chosen).toBeUndefined();
    expect(terminal.alternate).toBe(false);
  });

  test('follows the keys, also when they come at once, and begins what is selected', async () => {
    const {chosen, shows, type} = atHome();
    await shows('▸ Entry 0');
    await type('jjk');
    await shows('▸ Entry 1');
    await type('G');
    await shows('▸ Entry 29');
    await type('j');
    await type('\r');
    expect((await chosen)?.argv).toEqual(['run', 'entry-29']);
  });

  test('is left by q, not by escape', async () => {
    const {chosen, shows, type} = atHome();
    await shows('▸ Entry 0');
    await type('\u001b[27u'); // escape, in the form that is whole by itself
    await type('j');
    await shows('▸ Entry 1');
    await type('\r');
    expect((await chosen)?.argv).toEqual(['run', 'entry-1']);
  });

  test('fits every screen, in plain letters where asked, with the selection in sight', () => {
    for (const [width, height] of [
      [40, 12],
      [80, 24],
      [160, 50],
    ] as const) {
      for (const selected of [0, 15, 29]) {
        const input = {version: '1.2.3', entries, selected, width, height, ascii: true, symbols: symbolsFor(true)};
        const lines = homeLines(input).map(textOf);
        expect(lines).toHaveLength(height);
        expect(lines.filter(l => l.startsWith(` > Entry ${selected} `))).toHaveLength(1);
        for (const text of lines) expect(text).toMatch(new RegExp(`^[\\x20-\\x7e\ufffd]{0,${width}}$`));
      }
    }
  });

  test('has the drills, every scenario at once, and each scenario, with a command line that is understood', () => {
    const all = homeEntries('there are no runs here');
    expect(all.map(e => e.argv.join(' '))).toEqual(expect.arrayContaining(['run', 'run --all', 'run pod-exec']));
    expect(new Set(all.map(e => e.group))).toEqual(new Set(['drills', 'scenarios']));
    expect(all.filter(e => !e.about.trim())).toEqual([]);
  });
});

describe('kubedrill without arguments', () => {
  const io = (streams: Pick<Io, 'stdin' | 'stdout'>, env: NodeJS.ProcessEnv = {}): Io => ({
    ...streams,
    stderr: streams.stdout,
    env,
  });

  test('is the home screen on a terminal', async () => {
    const {streams, shows, type} = terminalOf();
    const code = main([], io(streams));
    await shows(/▸ Core drill +\d+ scenarios/);
    await type('q');
    expect(await code).toBe(0);
  });

  test('is the help where the console does not suit', async () => {
    const {streams, terminal} = terminalOf();
    expect(await main([], io(streams, {TERM: 'dumb'}))).toBe(0);
    expect(terminal.writes.join('')).toContain('Usage: kubedrill');
    expect(terminal.alternate).toBe(false);
  });
});

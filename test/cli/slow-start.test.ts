import {spawnSync} from 'node:child_process';
import {resolve} from 'node:path';
import {expect, test} from 'vitest';
import {type Start, saySlowStart, saySlowStep} from '../../src/cli/slow-start.js';
import {BARE} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** kubedrill on a machine that took half a second for Node alone. */
function startedLate(...argv: string[]): string {
  const busy = 'data:text/javascript,while (performance.now() < 500);';
  const node = ['--import', busy, resolve('src/bin.js'), ...argv];
  return spawnSync(process.execPath, node, {cwd: tempDir(), env: BARE, encoding: 'utf8'}).stderr;
}

test('a run on a busy machine says that it starts before anything is loaded', () => {
  expect(startedLate('run', 'no-such-scenario')).toMatch(/^kubedrill run: starting\n(.*\n)*.*no-such-scenario/);
  expect(startedLate('run', 'no-such-scenario', '--quiet')).not.toContain('starting');
});

const said = (argv: string[], afterMs: number): string => {
  const lines: string[] = [];
  const start: Start = {argv, stderr: {write: text => lines.push(text)}, afterMs};
  saySlowStart(start);
  return lines.join('');
};

test.each([
  [['run', '--all'], 151, 'kubedrill run: starting\n'],
  [['--json', 'coverage'], 900, 'kubedrill coverage: starting\n'],
  [['run'], 60, ''],
  [['run', '--quiet'], 900, ''],
  [['run', '--help'], 900, ''],
  [['list'], 900, ''],
  [[], 900, ''],
])('%j after %i ms: %j', (argv, afterMs, text) => {
  expect(said(argv, afterMs)).toBe(text);
});

test.each([
  [{afterMs: 1001, quiet: false}, 'kubedrill: reading\n'],
  [{afterMs: 999, quiet: false}, ''],
  [{afterMs: 1001, quiet: true}, ''],
])('a step with %j: %j', (at, text) => {
  const lines: string[] = [];
  saySlowStep('reading', {...at, stderr: {write: line => lines.push(line)}});
  expect(lines.join('')).toBe(text);
});

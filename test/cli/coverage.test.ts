import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {coverageText} from '../../src/cli/coverage/text.js';
import {type CoverageResult, CoverageSchema, type Trace} from '../../src/coverage/result.js';
import {readJournal} from '../../src/run/journal/read.js';
import {kubedrill, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const TRACE: Trace = {
  ...{
    log: 'containers',
    state: 'lossy',
    reason: '100 of 1000 are lost',
    written: 1000,
    lost: 100,
    pattern: 'every 10th',
  },
  source: {where: 'the log of pod containers', seen: 1000},
  store: {source: 'elasticsearch', where: 'logs-*', seen: 900, duplicates: 0},
  ...{latency: {p50: 1.2, p95: 2, max: 130}, next: ['every 10th is lost: look for sampling']},
};
const RESULT: CoverageResult = {
  ...{version: 1, kubedrill: '0.1.0', run: 'a1b2c3', stack: 'Production', lines: 1000, within: 30, left: []},
  cluster: {kind: 'existing', name: 'staging', simulated: false, version: 'v1.34.4'},
  logs: [TRACE],
};

describe('kubedrill coverage', () => {
  test('on the simulated cluster does what an API server can serve, and says why it skips the rest', async () => {
    const out = tempDir();
    const argv = ['coverage', '--cluster', 'simulated', '--lines', '20', '--out', out];
    const {code, stdout, stderr} = await kubedrill(...argv, '--json');
    expect(code).toBe(0);
    const result = CoverageSchema.parse(JSON.parse(stdout));
    expect(result.logs.map(({log, state, source}) => [log, state, source?.seen])).toEqual([
      ['containers', 'skipped', undefined],
      ['pods', 'skipped', undefined],
      ['nodes', 'skipped', undefined],
      ['control-plane', 'skipped', undefined],
      ['audit', 'arrived', 20],
      ['events', 'arrived', 20],
    ]);
    expect(stderr).toContain('containers: skipped, a simulated cluster runs no containers');
    const [run = ''] = readdirSync(out);
    expect(JSON.parse(readFileSync(join(out, run, 'coverage.json'), 'utf8'))).toEqual(result);
  });

  test('is silent but for its result where it is told to be', async () => {
    const argv = ['coverage', '--cluster', 'simulated', '--lines', '1', '--out', tempDir(), '--quiet', '--ascii'];
    const {stdout, stderr} = await kubedrill(...argv);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/audit +\+ arrived +1 +1 +-/);
  });

  test.each([
    [['--lines', '0'], '--lines 0 is not a whole number from 1 to 10000'],
    [['--lines', '1e9'], '--lines 1e9 is not a whole number'],
    [['--within', 'soon'], '--within soon is not a duration'],
    [['--within', '0s'], '--within 0s is not a duration'],
    [['--stack', 'nowhere.yaml'], 'nowhere.yaml:1:1'],
    [['--cluster', 'existing'], '--cluster existing needs --context NAME'],
  ])('%j is wrong usage', async (flags, message) => {
    const {code, stderr} = await kubedrill('coverage', ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('killed, it leaves a journal that cleanup finishes', async () => {
    const cwd = tempDir();
    const running = start(['coverage', '--cluster', 'simulated', '--lines', '10000'], {cwd});
    const journal = () => join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '', 'journal.ndjson');
    const begun = () => existsSync(join(cwd, 'runs')) && existsSync(journal()) && readFileSync(journal(), 'utf8');
    await expect.poll(begun).toContain('"type":"create"');
    running.child.kill('SIGKILL');
    await running.done;
    expect(readJournal(journal())?.paths).toEqual([expect.stringMatching(/^\/api\/v1\/namespaces\/kd-/)]);
    expect(await start(['cleanup'], {cwd}).done).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('died with it'),
    });
    expect(readJournal(journal())).toBeUndefined();
  });
});

describe('what people see', () => {
  test('a row for each log source, and below what is not as it should be', () => {
    expect(coverageText(RESULT, true)).toBe(
      [
        '1000 markers for each log source, from existing staging to Production; in time is within 30.0 s',
        '',
        'log source           written  at source  in store  lost  twice  p50    p95    max       kept in',
        'containers  ! lossy  1000     1000       900       100   0      1.2 s  2.0 s  2 m 10 s  elasticsearch: logs-*',
        '',
        'containers: 100 of 1000 are lost; lost: every 10th',
        '    next: every 10th is lost: look for sampling',
      ].join('\n'),
    );
  });

  test('what somebody else has written cannot rewrite the terminal', () => {
    const reason = 'refused: \u001b[2Jgone';
    expect(coverageText({...RESULT, logs: [{...TRACE, reason}]}, false)).not.toContain('\u001b');
  });
});

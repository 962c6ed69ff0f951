import {describe, expect, test} from 'vitest';
import {lintFiles, rulesToLint} from '../../src/cli/lint/files.js';
import {readHistory} from '../../src/history/config/load.js';
import {problemLine} from '../../src/lib/yaml/yaml-file.js';
import {kubedrill} from '../helpers/cli.js';
import {selecting} from '../helpers/rules.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const entry = (more: Record<string, string> = {}) => {
  const said = {scenario: 'secrets-listed', owner: '"@platform"', until: '2999-12-20', why: '"#412"', ...more};
  const parts = Object.entries(said).filter(([, value]) => value);
  return `quarantine:\n  - {${parts.map(([key, value]) => `${key}: ${value}`).join(', ')}}\n`;
};
const fileWith = (more?: Record<string, string>) => tempFile('history.yaml', entry(more));

/** A run in which the one attack is missed. */
async function missed(historyFile: string) {
  const never = tempFile('never.yml', selecting('verb: never'));
  const haste = ['--sla', '1s', '--grace', '500ms', '--cluster', 'simulated', '--out', tempDir(), '--json'];
  const {code, stdout, stderr} = await kubedrill(
    ...['run', 'secrets-listed', '--rules', never, '--history-file', historyFile, ...haste],
  );
  return {code, stderr, result: stdout ? JSON.parse(stdout) : undefined};
}

describe('a scenario in quarantine', () => {
  test('is played and shown, and decides nothing', async () => {
    const {code, result} = await missed(fileWith());
    expect(result.scenarios).toMatchObject([
      {verdict: 'missed', quarantine: {owner: '@platform', until: '2999-12-20', why: '#412', expired: false}},
    ]);
    expect(code).toBe(0);
  });

  test('counts again the day after its last one, and the run says so', async () => {
    const {code, result, stderr} = await missed(fileWith({until: '2026-01-31'}));
    expect(result.scenarios).toMatchObject([{quarantine: {expired: true}}]);
    expect(stderr).toContain('its quarantine ended on 2026-01-31 (@platform: #412): it counts');
    expect(code).toBe(1);
  });
});

describe('a history file', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no owner', {owner: ''}, ':2:5 quarantine.0.owner: is missing'],
    ['no end', {until: ''}, ':2:5 quarantine.0.until: is missing'],
    ['an end that is no day', {until: 'soon'}, ':2:52 quarantine.0.until: must be a day, such as 2026-12-20'],
    ['no reason', {why: '" "'}, 'quarantine.0.why: is blank'],
  ])('with %s is refused before anything is touched', async (_, more, message) => {
    const {code, stderr} = await kubedrill('run', '--cluster', 'simulated', '--history-file', fileWith(more));
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message)});
  });

  test('names each scenario once', () => {
    const twice = `${entry()}${entry().replace('quarantine:\n', '')}`;
    const {problems} = readHistory(tempFile('history.yaml', twice));
    expect(problems.map(problemLine)).toEqual([
      expect.stringMatching(/:3:\d+ .*secrets-listed is in quarantine already/),
    ]);
  });
});

describe('lint', () => {
  const until = '2026-12-20';
  const on = (day: string, file: string) =>
    lintFiles({historyFile: file}, rulesToLint({}), undefined, {wall: () => new Date(day)}).problems.filter(
      ({check}) => check === 'quarantine' || check === 'history',
    );

  test('finds nothing on its last day, and an error on the day after', () => {
    const file = fileWith({until});
    expect(on('2026-12-20T23:59:59Z', file)).toEqual([]);
    expect(on('2026-12-21T00:00:00Z', file)).toMatchObject([
      {
        severity: 'error',
        line: 2,
        message: expect.stringContaining('the quarantine of secrets-listed ended on 2026-12-20'),
      },
    ]);
  });

  test('exits with 2 for one that is over, and for one of a scenario that there is not', async () => {
    const over = await kubedrill('lint', '--history-file', fileWith({until: '2026-01-31'}));
    expect({code: over.code, stdout: over.stdout}).toEqual({
      code: 2,
      stdout: expect.stringContaining('ended on 2026-01-31'),
    });
    const unknown = await kubedrill('lint', '--history-file', fileWith({scenario: 'secret-listed'}));
    expect(unknown.code).toBe(2);
    expect(unknown.stdout).toContain('there is no scenario secret-listed; did you mean secrets-listed?');
  });
});

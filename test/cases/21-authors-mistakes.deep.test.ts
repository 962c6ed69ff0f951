import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kubedrill, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const FOLDER = 'test/fixtures/cases/21-authors-mistakes';
const file = (name: string) => join(FOLDER, name);
const RULES = ['--rules', join(FOLDER, 'rules')];

describe('21-authors-mistakes', () => {
  test.each(['lint', 'plan'])(
    '16-missingrights.yaml: %s refuses a step that its actor has no right to',
    async command => {
      const args = command === 'lint' ? ['lint', '--scenarios'] : ['plan'];
      const {code, stdout, stderr} = await kubedrill(...args, file('16-missingrights.yaml'), ...RULES);
      expect(stdout + stderr).toMatch(
        /16-missingrights\.yaml:29:5 step map-role needs the right to patch configmaps, and node-group-operator does not have it/,
      );
      expect(code).toBe(2);
    },
  );

  test.each([
    ['05-duration.yaml', '05-duration.yaml:42:23 expect.1.within: must be a duration with its unit: write 30s'],
    [
      '06-two-actions.yaml',
      '06-two-actions.yaml:29:5 attack.0: has get and patch: a step has one action, this one has two',
    ],
    ['13-verbless.yaml', '13-verbless.yaml:17:86 gte is not a verb of Kubernetes: did you mean get?'],
    ['14-url.yaml', '14-url.yaml:50:5 references.0: must be a web address'],
  ])('%s: lint, plan and run say at its place what is wrong, in the words of the file', async (name, message) => {
    for (const args of [['lint', '--scenarios'], ['plan'], ['run']]) {
      const {code, stdout, stderr} = await kubedrill(...args, file(name), ...RULES);
      expect(stdout + stderr).toContain(message);
      expect(code).toBe(2);
    }
  });

  test('16-missingrights.yaml: a run does not execute it, scores nothing, and ends with 4', async () => {
    const argv = ['run', file('16-missingrights.yaml'), ...RULES, '--cluster', 'simulated', '--json', '--quiet'];
    const {code, stdout} = await start([...argv, '--out', tempDir()], {cwd: process.cwd()}).done;
    expect(JSON.parse(stdout)).toMatchObject({
      score: {total: 0},
      scenarios: [{verdict: 'not executed', explanation: expect.stringContaining('does not grant the right to it')}],
    });
    expect(code).toBe(4);
  });
});

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kubedrill, start} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const RULES = join('test/fixtures/cases/06-own-rule-near-miss', 'rules');

describe('06-own-rule-near-miss', () => {
  test('exec-create.yml: a run names it as the nearest rule, with the field that differs', async () => {
    const argv = ['run', 'pod-exec', '--rules', RULES, '--cluster', 'simulated', '--sla', '1s', '--grace', '1s'];
    const {code, stdout} = await start([...argv, '--json', '--quiet', '--no-tui', '--out', tempDir()], {
      cwd: process.cwd(),
    }).done;
    expect(JSON.parse(stdout)).toMatchObject({
      scenarios: [
        {
          verdict: 'missed',
          explanation: 'audited, but no rule matched; the nearest is exec-create: verb should be create, is get',
          brokenLink: {change: expect.stringMatching(/^compare exec-create with the event/)},
        },
      ],
    });
    expect(code).toBe(1);
  });

  test('rules that are about other techniques explain nothing: that no rule claims it is said instead', async () => {
    const rules = tempFile('pod-exec.yml', readFileSync('rules/pod-exec.yml', 'utf8'));
    const argv = ['run', 'privileged-pod', '--rules', rules, '--cluster', 'simulated', '--sla', '1s', '--grace', '1s'];
    const {stdout} = await start([...argv, '--json', '--quiet', '--no-tui', '--out', tempDir()], {cwd: process.cwd()})
      .done;
    expect(JSON.parse(stdout).scenarios[0]).toMatchObject({
      explanation: 'audited, but no rule matched; no rule that is loaded claims T1611 or T1610',
      brokenLink: {change: "load a rule for this technique, such as privileged-pod-created of kubedrill's"},
    });
  });

  test('exec-create.yml: plan does not say that nothing will alert, for any rule of the user\u2019s own may', async () => {
    const {code, stdout} = await kubedrill('plan', 'pod-exec', '--rules', RULES);
    expect(stdout).not.toMatch(/not loaded|nothing will alert/);
    expect(code).toBe(0);
  });

  test('plan names the rules that a stack maps, and does not miss kubedrill\u2019s own there', async () => {
    const stack = tempFile(
      'stack.yaml',
      "title: x\nsources:\n  - type: falco\n    listen: {port: 0}\n    rules: {pod-exec: ['Exec by anybody']}\n",
    );
    const {stdout} = await kubedrill('plan', 'pod-exec', '--stack', stack, '--rules', RULES);
    expect(stdout).toContain('by falco: Exec by anybody');
    expect(stdout).not.toMatch(/nothing will alert/);
  });
});

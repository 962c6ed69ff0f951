import {execFile} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {delimiter, join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {packaged} from '../../src/lib/paths.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Step {
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Action {
  inputs: Record<string, {default: string; description: string}>;
  outputs: Record<string, {value: string}>;
  runs: {steps: Step[]};
}

const action = parse(readFileSync(packaged('action.yml'), 'utf8')) as Action;
const bash = promisify(execFile);

/** What a job of GitHub has when its steps have run: outputs, summary, log, and the exit code of the last step. */
interface Job {
  outputs: Record<string, string>;
  summary: string;
  log: string;
  code: number;
  folder: string;
  installed: string;
}

/** A program that installs nothing: it links this working copy, and keeps what it was asked for. */
const NPM = `#!/bin/bash
printf '%s\\n' "$*" > "$RUNNER_TEMP/npm-args"
mkdir -p "$3/node_modules/.bin"
ln -s "$REPOSITORY/src/bin.js" "$3/node_modules/.bin/kubedrill"
`;

/** Runs the blocks of the action as a runner does: \`bash --noprofile --norc -eo pipefail\`, with GitHub's files. */
async function job(inputs: Record<string, string>): Promise<Job> {
  const folder = tempDir();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), NPM);
  chmodSync(join(bin, 'npm'), 0o755);
  symlinkSync(process.execPath, join(bin, 'node'));
  const given = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default])),
    ...inputs,
  };
  const steps: Record<string, Record<string, string>> = {};
  const value = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, path: string) => {
      const [kind, name = '', , output = ''] = path.split('.');
      if (kind === 'inputs') return given[name] ?? '';
      return kind === 'github' ? resolve('.') : (steps[name]?.[output] ?? '');
    });
  const made: Job = {outputs: {}, summary: '', log: '', code: 0, folder, installed: ''};
  for (const [i, step] of action.runs.steps.entries()) {
    if (step.run === undefined || (step.if && !holds(step.if, given))) continue;
    const files = {GITHUB_OUTPUT: join(folder, `output-${i}`), GITHUB_STEP_SUMMARY: join(folder, `summary-${i}`)};
    for (const file of Object.values(files)) writeFileSync(file, '');
    const script = join(folder, `step-${i}.sh`);
    writeFileSync(script, value(step.run));
    const env = {
      ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, value(text)])),
      ...files,
      ...{
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        HOME: folder,
        RUNNER_TEMP: folder,
        REPOSITORY: resolve('.'),
        CI: 'true',
      },
    };
    const ended = await bash('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {cwd: folder, env}).then(
      ({stdout, stderr}) => ({stdout, stderr, code: 0}),
      (error: {stdout: string; stderr: string; code: number}) => error,
    );
    made.log += ended.stdout + ended.stderr;
    made.code = ended.code;
    made.summary += readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
    if (step.id) steps[step.id] = outputsOf(readFileSync(files.GITHUB_OUTPUT, 'utf8'));
    if (ended.code) break;
  }
  made.outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, output]) => [name, value(output.value)]),
  );
  made.installed = readFileSync(join(folder, 'npm-args'), 'utf8').trim();
  return made;
}

const outputsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter(Boolean)
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** The only form of a condition that the action has: `${{ inputs.NAME == 'VALUE' }}`, or \`!=\`. */
function holds(condition: string, given: Record<string, string>): boolean {
  const [, name = '', operator, wanted] = /inputs\.(\S+) (==|!=) '(.*?)'/.exec(condition) ?? [];
  return (given[name] === wanted) === (operator === '==');
}

test('the action has an input for flags that `run` has, and gives none of them to a shell as code', async () => {
  const help = (await kubedrill('run', '--help')).stdout;
  const others = ['scenarios', 'args', 'fail', 'version', 'node-version', 'labels'];
  for (const name of Object.keys(action.inputs).filter(input => !others.includes(input)))
    expect(help).toContain(`--${name} `);
  for (const {run = ''} of action.runs.steps) expect(run).not.toContain('${{');
});

test('a job whose gates hold has its score, report and summary, and goes on', async () => {
  const {outputs, summary, log, code, installed} = await job({
    scenarios: 'secrets-listed\npod-exec',
    cluster: 'simulated',
    labels: 'team=pay\nregion=eu west',
    args: '--parallel\n2',
  });
  expect(log).toContain('detected');
  expect({code, exit: outputs['exit-code'], findings: outputs.findings}).toEqual({code: 0, exit: '0', findings: '0'});
  expect(Number(outputs.score)).toBeGreaterThan(90);
  expect(existsSync(join(outputs.report ?? '', 'junit.xml'))).toBe(true);
  expect(readFileSync(join(outputs.report ?? '', 'result.json'), 'utf8')).toContain('"region": "eu west"');
  expect(summary).toContain('## Scenarios and links');
  expect(log).not.toContain('::error');
  expect(installed).toMatch(/^install --prefix \S+ --no-audit --no-fund --no-save kubedrill@\d+\.\d+\.\d+$/);
});

test('a job with a missed attack says so at the change, fails with its exit code, and goes on where it is told to', async () => {
  const rules = join(tempDir(), 'none.yaml');
  writeFileSync(
    rules,
    'title: Nothing\nid: 6f1e2a3c-0000-4000-8000-000000000001\nlogsource: {product: kubernetes, service: audit}\ndetection: {s: {verb: nothing-of-the-kind}, condition: s}\nlevel: low\n',
  );
  const missed = {scenarios: 'secrets-listed', cluster: 'simulated', rules, args: '--sla\n200ms\n--grace\n100ms'};
  const failed = await job({...missed, version: '9.9.9'});
  expect(failed.log).toMatch(/::error title=kubedrill missed%3A /);
  expect(failed).toMatchObject({code: 1, outputs: {'exit-code': '1'}});
  expect(Number(failed.outputs.findings)).toBeGreaterThan(0);
  expect(failed.installed).toMatch(/kubedrill@9\.9\.9$/);
  expect((await job({...missed, fail: 'false'})).code).toBe(0);
});

test('a job that could not run says so, has no report, and runs nothing of what its inputs hold', async () => {
  const {outputs, log, code, folder} = await job({
    scenarios: '$(touch pwned) `touch pwned`',
    cluster: 'simulated',
    args: '"; touch pwned; "',
  });
  expect(log).toContain('::error title=kubedrill did not run::exit code 2');
  expect({code, outputs}).toEqual({code: 2, outputs: {'exit-code': '2', score: '', findings: '', report: ''}});
  expect(existsSync(join(folder, 'pwned'))).toBe(false);
});

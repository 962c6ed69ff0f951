import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Finding} from '../../src/cli/lint/finding.js';
import {schemaLine} from '../../src/lib/schema-url.js';
import {ResultSchema} from '../../src/report/data/result-schema.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

describe('new', () => {
  test('a scenario to start from lints clean, and says on each part what it is for', async () => {
    const out = join(tempDir(), 'not', 'there', 'yet');
    const {code, stdout} = await kubedrill('new', 'scenario', 'my-technique', '--out', out);
    const file = join(out, 'my-technique.yaml');
    expect(stdout).toBe(
      `${file} is yours to change\n  next: kubedrill lint --scenarios ${file}\n  next: kubedrill run ${file}\n`,
    );
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('kubedrill run my-technique.yaml');
    expect(await kubedrill('lint', '--scenarios', file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 scenarios, 0 drills, 0 procedures, \d+ rules: 0 errors, 0 warnings, 0 notes$/m),
    });
  });

  test('a rule to start from lints clean, and each has an id of its own', async () => {
    const out = tempDir();
    await kubedrill('new', 'rule', 'one', '--out', out);
    await kubedrill('new', 'rule', 'two', '--out', out);
    const {problems, checked} = JSON.parse((await kubedrill('lint', '--rules', out, '--json')).stdout);
    const about = problems.filter(({file, severity}: Finding) => file.startsWith(out) && severity !== 'note');
    expect({rules: checked.rules, about}).toEqual({rules: 2, about: []});
    const [one, two] = ['one', 'two'].map(
      name => /^id: (.+)$/m.exec(readFileSync(join(out, `${name}.yml`), 'utf8'))?.[1],
    );
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(one).not.toBe(two);
  });

  test('the rule detects the scenario and not its benign twin; without it, the scenario is missed', async () => {
    const out = tempDir();
    await kubedrill('new', 'scenario', 'pair', '--out', out);
    const {stdout} = await kubedrill('new', 'rule', 'pair', '--out', out, '--json');
    const {file: rule} = JSON.parse(stdout);
    const play = async (...flags: string[]) => {
      const done = await kubedrill('run', join(out, 'pair.yaml'), '--json', '--quiet', '--out', out, ...flags);
      return {code: done.code, scenario: ResultSchema.parse(JSON.parse(done.stdout)).scenarios[0]};
    };
    expect(await play('--rules', rule)).toMatchObject({
      code: 0,
      scenario: {id: 'pair', verdict: 'detected', benign: {state: 'silent'}, left: []},
    });
    expect(await play('--sla', '400ms', '--grace', '200ms')).toMatchObject({code: 1, scenario: {verdict: 'missed'}});
  });

  test('what is there is not overwritten', async () => {
    const out = tempDir();
    const file = join(out, 'mine.yml');
    await kubedrill('new', 'rule', 'mine', '--out', out);
    const before = readFileSync(file, 'utf8');
    const {code, stderr} = await kubedrill('new', 'rule', 'mine', '--out', out);
    expect(stderr).toBe(`kubedrill: ${file} exists and is not overwritten\n  next: choose another name or --out\n`);
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test.each([
    ['scenario', 'My_Technique', /My_Technique must be lower-case letters, digits and dashes/],
    ['scenario', '../outside', /must be lower-case letters/],
    ['drill', 'friday', /new drill is not one of scenario, rule/],
  ])('new %s %s is exit code 2, and writes nothing', async (kind, name, message) => {
    const out = join(tempDir(), 'out');
    const {code, stderr} = await kubedrill('new', kind, name, '--out', out);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  test('a place that cannot be written to is exit code 2', async () => {
    const {code, stderr} = await kubedrill('new', 'rule', 'x', '--out', '/dev/null/here');
    expect(stderr).toMatch(/x\.yml cannot be written: .*\n {2}next: name another place with --out/);
    expect(code).toBe(2);
  });

  test('a scenario names its schema by an address that holds wherever the file is copied', async () => {
    const out = tempDir();
    await kubedrill('new', 'scenario', 'mine', '--out', out);
    expect(readFileSync(join(out, 'mine.yaml'), 'utf8').split('\n')[0]).toBe(schemaLine('scenario'));
  });
});

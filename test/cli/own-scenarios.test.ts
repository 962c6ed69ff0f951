import {cpSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {chooseScenarios, loadDrill} from '../../src/scenario/load.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** A copy of a scenario under another name, as somebody would begin one of their own. */
function ownCopy(id: string, name: string): string {
  const file = join(tempDir(), `${name}.yaml`);
  cpSync(`scenarios/${id}.yaml`, file);
  return file;
}

const ids = (names: readonly string[]) => chooseScenarios(names).map(s => s.id);

describe('scenarios of one’s own', () => {
  test('are named by path, also in a variant, beside those of the package', () => {
    const file = ownCopy('escalating-role', 'mine');
    expect(ids([file, 'pod-exec', `${file}:granted`])).toEqual(['mine', 'pod-exec', 'mine:granted']);
  });

  test('win over one of the package with the same id', () => {
    const file = ownCopy('pod-exec', 'privileged-pod');
    expect(chooseScenarios([file])[0]).toMatchObject({id: 'privileged-pod', title: {en: 'Exec into a pod'}});
  });

  test('run, and are planned and shown, like any other', async () => {
    const file = ownCopy('secrets-listed', 'mine');
    const run = await kubedrill('run', file, '--json', '--quiet', '--out', tempDir());
    expect(JSON.parse(run.stdout).scenarios).toMatchObject([{id: 'mine', verdict: 'detected'}]);
    expect((await kubedrill('plan', file)).stdout).toMatch(/^mine\n/);
    expect((await kubedrill('show', file)).stdout).toMatch(/^mine: Secrets listed cluster-wide/);
    const german = ['--language', 'de'];
    expect((await kubedrill('show', file, ...german)).stdout).toMatch(/^mine: Secrets im ganzen Cluster/);
    const json = async (...flags: string[]) => JSON.parse((await kubedrill('show', file, '--json', ...flags)).stdout);
    const story = expect.stringMatching(/./);
    expect(await json()).toMatchObject({title: 'Secrets listed cluster-wide', respond: {story}});
    expect(await json(...german)).toMatchObject({title: expect.stringMatching(/^Secrets im/), respond: {story}});
  });

  test('may be named in a drill file', async () => {
    const file = ownCopy('secrets-listed', 'mine');
    const drill = tempFile('friday.yaml', `title: Friday\ndescription: d\nscenarios: [${file}]\n`);
    expect((await kubedrill('plan', '--drill', drill)).stdout).toMatch(/^mine\n/);
  });

  test('are found beside the drill that names them, and called by their id in its script', async () => {
    const file = ownCopy('secrets-listed', 'mine');
    const text = (attack: string) => `title: Friday
description: d
scenarios: [./mine.yaml]
uses: [live]
roles: [{id: facilitator, kind: controls, min: 1}, {id: responder, kind: responds, can: [contain]}]
objectives: [{id: O1, text: See it}]
script: [{id: I1, at: 1s, attack: ${attack}, objectives: [O1]}]
`;
    const drill = join(dirname(file), 'friday.yaml');
    writeFileSync(drill, text('mine'));
    expect(loadDrill(drill)).toMatchObject({scenarios: ['mine'], chosen: [file]});
    expect((await kubedrill('plan', '--drill', drill)).stdout).toMatch(/^mine\n/);
    expect((await kubedrill('lint', '--drills', drill)).stdout).toContain('0 errors');
    writeFileSync(drill, text('./mine.yaml'));
    expect((await kubedrill('lint', '--drills', drill)).stdout).toContain('there is no scenario ./mine.yaml');
    writeFileSync(drill, text('mine').replace('./mine.yaml', './nowhere.yaml'));
    expect((await kubedrill('lint', '--drills', drill)).stdout).toContain('there is no file ./nowhere.yaml');
  });

  test.each([
    ['nowhere.yaml', /nowhere\.yaml does not exist/],
    ['scenarios/pod-exec.yaml:nothing', /pod-exec has no variant nothing/],
  ])('%s is exit code 2', async (name, message) => {
    const {code, stderr} = await kubedrill('plan', name);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('a mistake in one is told by its place, before anything runs', async () => {
    const file = join(tempDir(), 'mine.yaml');
    writeFileSync(file, 'title: x\n');
    const {code, stderr} = await kubedrill('run', file, '--out', tempDir());
    expect(stderr).toContain(`${file}:1:1 description: is missing`);
    expect(code).toBe(2);
  });
});

describe('--all', () => {
  test('is every scenario of the package, each once, by the rules of play of the drill', async () => {
    const listed = JSON.parse((await kubedrill('list', '--json')).stdout).scenarios.map((s: {id: string}) => s.id);
    const plan = JSON.parse((await kubedrill('plan', '--all', '--json')).stdout);
    expect(plan.scenarios.map((s: {id: string}) => s.id)).toEqual(listed);
    expect(plan.drill).toEqual({id: 'all', title: 'Every scenario'});
    expect(plan.settings).toEqual(JSON.parse((await kubedrill('plan', '--json')).stdout).settings);
  });

  test('with --variants is every variant, too, each behind its scenario', async () => {
    const {scenarios} = JSON.parse((await kubedrill('list', '--json')).stdout) as {
      scenarios: {id: string; variants: string[]}[];
    };
    const plan = JSON.parse((await kubedrill('plan', '--all', '--variants', '--json')).stdout);
    expect(plan.scenarios.map((s: {id: string}) => s.id)).toEqual(
      scenarios.flatMap(({id, variants}) => [id, ...variants.map(variant => `${id}:${variant}`)]),
    );
    expect(plan.drill).toEqual({id: 'all-variants', title: 'Every scenario and variant'});
  });

  test('--variants without it is refused', async () => {
    const {code, stderr} = await kubedrill('run', 'pod-exec', '--variants', '--out', tempDir());
    expect(stderr).toBe('kubedrill: --variants goes with --all\n  next: name a variant as ID:VARIANT\n');
    expect(code).toBe(2);
  });

  test('takes no names beside it', async () => {
    const {code, stderr} = await kubedrill('run', 'pod-exec', '--all', '--out', tempDir());
    expect(stderr).toBe('kubedrill: --all is every scenario: leave out pod-exec\n');
    expect(code).toBe(2);
  });
});

import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {vcsState, withoutCredentials} from '../../src/cli/run/vcs.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
    encoding: 'utf8',
  }).trim();

function repository(): string {
  const folder = tempDir();
  git(folder, 'init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'rule.yml'), 'title: A\n');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'first');
  return folder;
}

describe('what git says of a folder', () => {
  test('is branch, commit, and whether what it follows was changed; files of its own make nothing dirty', async () => {
    const folder = repository();
    const commit = git(folder, 'rev-parse', 'HEAD');
    writeFileSync(join(folder, 'beside.txt'), '');
    expect(await vcsState(folder, process.env)).toEqual({ref: 'main', commit, dirty: false});
    writeFileSync(join(folder, 'rule.yml'), 'title: B\n');
    expect(await vcsState(folder, process.env)).toEqual({ref: 'main', commit, dirty: true});
  });

  test('has the branch from the CI server where only a commit is checked out', async () => {
    const folder = repository();
    git(folder, 'checkout', '-q', '--detach');
    const env = {...process.env, GITHUB_HEAD_REF: '', GITHUB_REF_NAME: 'feature/x'};
    expect(await vcsState(folder, env)).toMatchObject({ref: 'feature/x'});
  });

  test('has the address of the repository without its credentials', async () => {
    const folder = repository();
    git(folder, 'remote', 'add', 'origin', 'https://robot:kd-hidden@git.example/rules.git?token=kd-hidden');
    expect(await vcsState(folder, process.env)).toMatchObject({repo: 'https://git.example/rules.git'});
    expect(withoutCredentials('git@git.example:team/rules.git')).toBe('git.example:team/rules.git');
  });

  test('is nothing outside of a repository, and where there is no git', async () => {
    expect(await vcsState(tempDir(), {...process.env, GIT_CEILING_DIRECTORIES: '/'})).toBeUndefined();
    expect(await vcsState(repository(), {PATH: '/nonexistent'})).toBeUndefined();
  });
});

test('labels and fleet of a run are in its result, with what was under test', async () => {
  const flags = ['--label', 'team=pay', '--label', 'tier=gold', '--fleet', 'prod'];
  const out = ['--out', tempDir()];
  const {stdout, code} = await kubedrill('run', 'secrets-listed', '--cluster', 'simulated', '--json', ...flags, ...out);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).run.context).toMatchObject({
    ...{labels: {team: 'pay', tier: 'gold'}, fleet: 'prod', cluster: 'simulated'},
    rules: {pack: expect.stringMatching(/^[0-9a-f]{64}$/)},
  });
});

test.each([
  [['--label', 'team'], '--label "team" is not KEY=VALUE'],
  [['--label', 'a=1', '--label', 'a=2'], '--label gives a twice'],
  [['--fleet', 'Prod 1'], '--fleet "Prod 1" is not a name'],
])('refuses %j before anything is touched', async (flags, message) => {
  const out = tempDir();
  const {code, stderr} = await kubedrill('run', '--cluster', 'simulated', '--out', out, ...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

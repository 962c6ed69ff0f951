import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, dirname, join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {tempDir} from '../helpers/temp.js';

/** npm, with the Node that runs this test first on PATH, and without the settings that `npm test` hands down. */
function npm(command: 'npm' | 'npx', args: string[], cwd: string): string {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_ENV$|^VITEST/i.test(name));
  const env = {...Object.fromEntries(inherited), PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`};
  return execFileSync(command, args, {cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}

test('the packed package runs with npx in an empty folder, and holds nothing but what it needs', {
  timeout: 180_000,
}, () => {
  const [packed, empty] = [tempDir(), tempDir()];
  npm('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed], resolve('.'));
  const tarball = join(packed, readdirSync(packed)[0] ?? '');
  const files = execFileSync('tar', ['-tzf', tarball], {encoding: 'utf8'}).trim().split('\n');
  const roots = [...new Set(files.map(file => file.split('/')[1]))].sort();
  expect(roots).toEqual([
    ...[
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'audit-policy.yaml',
      'dist',
      'docs',
      'drills',
    ],
    ...['kind-config.yaml', 'package.json', 'rules', 'scenarios', 'schemas', 'src', 'stacks'],
  ]);
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\(([^):#]+)\)/g)].map(m => `package/${m[1]}`);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter(path => !files.includes(path))).toEqual([]);
  npm('npm', ['init', '--yes'], empty);
  npm('npm', ['install', '--no-audit', '--no-fund', tarball], empty);
  const printed = npm('npx', ['kubedrill', 'run', '--cluster', 'simulated', '--json', '--quiet'], empty);
  const verdicts = JSON.parse(printed).scenarios.map((s: {verdict: string}) => s.verdict);
  expect(verdicts.sort()).toEqual(['detected', 'detected', 'detected', 'detected', 'detected', 'prevented']);
  expect(readdirSync(empty)).toContain('runs');
});

test('a fresh clone is packed with its code, and what was packed runs with npx', {timeout: 600_000}, () => {
  const [parent, packed, empty] = [tempDir(), tempDir(), tempDir()];
  const clone = join(parent, 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', resolve('.'), clone], {stdio: 'ignore'});
  npm('npm', ['pack', '--silent', '--pack-destination', packed], clone);
  const tarball = join(packed, readdirSync(packed)[0] ?? '');
  expect(execFileSync('tar', ['-tzf', tarball], {encoding: 'utf8'})).toContain('package/dist/cli/main.js');
  npm('npm', ['init', '--yes'], empty);
  npm('npm', ['install', '--no-audit', '--no-fund', tarball], empty);
  expect(npm('npx', ['kubedrill', 'list'], empty)).toContain('secrets-listed');
  // A rule of one's own: what lint says of the package's scenarios stands at the rule, not in node_modules.
  const mine =
    'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection: {s: {verb: lst}, condition: s}\n';
  writeFileSync(join(empty, 'mine.yml'), mine);
  const sarif = npm('npx', ['kubedrill', 'lint', '--rules', 'mine.yml', '--format', 'sarif'], empty);
  expect(sarif).toContain('"uri": "mine.yml"');
  expect(sarif).not.toContain('node_modules');
});

test('the package says where it comes from, so that links of its page lead somewhere', () => {
  const {repository, homepage, bugs} = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(repository).toMatchObject({type: 'git', url: expect.stringMatching(/^git\+https:\/\/github\.com\/.+\.git$/)});
  const site = repository.url.replace(/^git\+|\.git$/g, '');
  expect([homepage, bugs.url]).toEqual([`${site}#readme`, `${site}/issues`]);
});

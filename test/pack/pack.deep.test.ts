import {execFileSync} from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join, resolve} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';

const made = mkdtempSync(join(tmpdir(), 'kubedrill-pack-'));
afterAll(() => rmSync(made, {recursive: true, force: true}));

/** A folder that goes when the tests of this file are done. */
function folder(name: string): string {
  const path = join(made, name);
  mkdirSync(path);
  return path;
}

/** npm, with the Node that runs this test first on PATH, and without the settings that `npm test` hands down. */
function npm(command: 'npm' | 'npx', args: string[], cwd: string): string {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_ENV$|^VITEST/i.test(name));
  const env = {...Object.fromEntries(inherited), PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`};
  return execFileSync(command, args, {cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}

/** What a clone of the work at hand would hold: what git tracks or would track, and so no `dist`. */
function freshClone(): string {
  const clone = folder('clone');
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  for (const file of listed.split('\0').filter(name => name && existsSync(name))) {
    mkdirSync(dirname(join(clone, file)), {recursive: true});
    copyFileSync(file, join(clone, file));
  }
  return clone;
}

/**
 * The packages that are installed here, one link each. A second install would take a minute and prove nothing more;
 * links of one folder each, because whatever empties `node_modules` must not reach those of this checkout.
 */
function linkPackages(clone: string): void {
  const modules = join(clone, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync('node_modules').filter(n => !n.startsWith('.') || n === '.bin'))
    symlinkSync(resolve('node_modules', name), join(modules, name));
  copyFileSync('package-lock.json', join(modules, '.kubedrill-lock.json'));
}

let files: string[] = [];
/** An empty project with nothing but the package in it. */
let project = '';
let clone = '';

beforeAll(() => {
  const packed = folder('packed');
  clone = freshClone();
  linkPackages(clone);
  expect(existsSync(join(clone, 'dist'))).toBe(false);
  npm('npm', ['pack', '--silent', '--pack-destination', packed], clone);
  const tarball = join(packed, readdirSync(packed)[0] ?? '');
  files = execFileSync('tar', ['-tzf', tarball], {encoding: 'utf8'}).trim().split('\n');
  project = folder('project');
  npm('npm', ['init', '--yes'], project);
  npm('npm', ['install', '--no-audit', '--no-fund', '--offline', tarball], project);
});

test('a fresh clone is packed with its code, and with nothing but what it needs', () => {
  expect(files).toContain('package/dist/cli/main.js');
  expect(files).toContain('package/dist/web/index.html');
  expect(files).toContain('package/cards/cluster-admin-bound.json');
  const roots = [...new Set(files.map(file => file.split('/')[1]))].sort();
  expect(roots).toEqual([
    ...[
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'audit-policy.yaml',
      'cards',
      'dist',
      'docs',
      'drills',
    ],
    ...['kind-config.yaml', 'labs', 'package.json', 'procedures', 'rules', 'scenarios', 'schemas', 'src', 'stacks'],
  ]);
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\(([^):#]+)\)/g)].map(m => `package/${m[1]}`);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter(path => !files.includes(path))).toEqual([]);
});

/** Bytes of all files in a folder. */
const bytesIn = (path: string): number =>
  readdirSync(path, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

test('an install brings this package and nothing else, and is small', () => {
  const modules = join(project, 'node_modules');
  expect(readdirSync(modules).filter(name => !name.startsWith('.'))).toEqual(['kubedrill']);
  expect(bytesIn(modules)).toBeLessThan(15_000_000);
});

test('each package whose code is inside goes along with its licence, and is listed', () => {
  const dist = join(project, 'node_modules/kubedrill/dist');
  const licences = readFileSync(join(dist, 'LICENSES.txt'), 'utf8').split(/^-{80}$/m);
  const licensed = licences.map(text => text.trim().split(' ')[0]);
  const components = ['kubedrill', 'page'].flatMap(
    name => JSON.parse(readFileSync(join(dist, `sbom/${name}.cdx.json`), 'utf8')).components,
  );
  const listed: unknown[] = components.map(({group, name}) => (group ? `${group}/${name}` : name));
  expect(licensed).toEqual(
    expect.arrayContaining(['@kubernetes/client-node', 'ink', 'react-dom', 'yoga-layout', 'undici', 'zod']),
  );
  expect(licensed.filter(name => !listed.includes(name))).toEqual([]);
  expect(licences.filter(text => !/copyright|public domain|licenses?\b.{20,}/is.test(text))).toEqual([]);
});

test('nothing is missing to publish it', () => {
  expect(npm('npm', ['publish', '--dry-run', '--json'], clone)).toContain('"name": "kubedrill"');
});

test('what was packed runs with npx in an empty folder', {timeout: 120_000}, () => {
  const printed = npm('npx', ['kubedrill', 'run', '--cluster', 'simulated', '--json', '--quiet'], project);
  const verdicts = JSON.parse(printed).scenarios.map((s: {verdict: string}) => s.verdict);
  expect(verdicts.sort()).toEqual(['detected', 'detected', 'detected', 'detected', 'detected', 'prevented']);
  expect(readdirSync(project)).toContain('runs');
});

test('a history in PostgreSQL says what has to be installed for it', () => {
  const list = () => npm('npx', ['kubedrill', 'history', 'list', '--history', 'postgres://db/x'], project);
  expect(list).toThrow(expect.objectContaining({status: 2, stderr: expect.stringContaining('needs the package pg')}));
});

test("what lint says of the package's scenarios stands at one's own rule, not in node_modules", {
  timeout: 120_000,
}, () => {
  const mine =
    'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection: {s: {verb: lst}, condition: s}\n';
  writeFileSync(join(project, 'mine.yml'), mine);
  const sarif = npm('npx', ['kubedrill', 'lint', '--rules', 'mine.yml', '--format', 'sarif'], project);
  expect(sarif).toContain('"uri": "mine.yml"');
  expect(sarif).not.toContain('node_modules');
});

test('the package says where it comes from, so that links of its page lead somewhere', () => {
  const {repository, homepage, bugs} = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(repository).toMatchObject({type: 'git', url: expect.stringMatching(/^git\+https:\/\/github\.com\/.+\.git$/)});
  const site = repository.url.replace(/^git\+|\.git$/g, '');
  expect([homepage, bugs.url]).toEqual([`${site}#readme`, `${site}/issues`]);
});

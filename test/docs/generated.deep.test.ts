import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {textIn} from '../../src/scenario/exercise/people.js';
import {TECHNIQUES} from '../../src/scenario/frameworks.js';
import {loadScenarios} from '../../src/scenario/load.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** The generators load the same thousand files: what was compiled once is not compiled again. */
const compiled = mkdtempSync(join(tmpdir(), 'kubedrill-compiled-'));
afterAll(() => rmSync(compiled, {recursive: true, force: true}));

/** Runs a generator of the repository, as npm does. */
function generate(script: string, args: string[], cwd = '.') {
  const env = {...process.env, NODE_COMPILE_CACHE: compiled};
  const {status, stderr} = spawnSync(process.execPath, [resolve('scripts', script), ...args], {
    ...{cwd, env, encoding: 'utf8'},
  });
  return {status, stderr};
}

describe('generated files', () => {
  test.each(['docs.js', 'schemas.js'])('are what scripts/%s writes', script => {
    expect(generate(script, ['--check'])).toEqual({status: 0, stderr: ''});
  });

  test('a page that was edited, is missing or is about nothing is found and put right', () => {
    const cwd = tempDir();
    cpSync('docs', join(cwd, 'docs'), {recursive: true});
    const page = join(cwd, 'docs', 'scenarios', 'pod-exec.md');
    writeFileSync(page, `${readFileSync(page, 'utf8')}mine\n`);
    writeFileSync(join(cwd, 'docs', 'scenarios', 'gone.md'), 'a scenario that is no more\n');
    expect(generate('docs.js', ['--check'], cwd)).toEqual({
      status: 1,
      stderr:
        'docs/scenarios/pod-exec.md is not up to date: npm run docs\n' +
        'docs/scenarios/gone.md is made from nothing any more: npm run docs\n',
    });
    expect(generate('docs.js', [], cwd).status).toBe(0);
    const [there, here] = [join(cwd, 'docs'), 'docs'].map(dir => readdirSync(dir, {recursive: true}).sort());
    expect(there).toEqual(here);
    expect(readFileSync(page, 'utf8')).toBe(readFileSync('docs/scenarios/pod-exec.md', 'utf8'));
  });
});

describe('the catalogue', () => {
  test('docs/scenarios/README.md lists what `list --json` does', async () => {
    const {scenarios} = JSON.parse((await kubedrill('list', '--json')).stdout);
    const index = readFileSync('docs/scenarios/README.md', 'utf8');
    const rows = [...index.matchAll(/^\| \[([\w-]+)\]\(\1\.md\) \| (.*?) \| (\w+) \| ([\w, -]+) \|/gm)];
    expect(rows.map(([, id, title, severity, needs]) => ({id, title, severity, needs}))).toEqual(
      scenarios.map((s: {id: string; title: string; severity: string; needs: string[]}) => ({
        ...{id: s.id, title: textIn(s.title, 'en'), severity: s.severity},
        needs: s.needs.join(', '),
      })),
    );
  });

  test('every tag has a name in src/scenario/frameworks.ts', () => {
    const nameless = loadScenarios().scenarios.flatMap(({id, tags}) =>
      Object.entries(tags).flatMap(([framework, ids]) =>
        ids
          .filter(tag => !TECHNIQUES[framework as keyof typeof TECHNIQUES][tag])
          .map(tag => `${id}: ${framework} ${tag}`),
      ),
    );
    expect(nameless).toEqual([]);
  });

  test.each(['owasp-2022', 'owasp-2025'] as const)('every risk of %s has at least two scenarios', framework => {
    const {scenarios} = loadScenarios();
    const rehearsed = Object.keys(TECHNIQUES[framework]).map(risk => ({
      risk,
      scenarios: scenarios.filter(s => s.tags[framework]?.includes(risk)).length,
    }));
    expect(rehearsed).toHaveLength(10);
    expect(rehearsed.filter(r => r.scenarios < 2)).toEqual([]);
  });
});

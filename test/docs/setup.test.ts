import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {tempDir} from '../helpers/temp.js';

/** A clone whose packages are installed, with a build of its own. */
function cloneWith(build: string): string {
  const clone = tempDir();
  for (const folder of ['scripts', 'src', join('node_modules', '.bin')])
    mkdirSync(join(clone, folder), {recursive: true});
  cpSync('scripts/setup.js', join(clone, 'scripts', 'setup.js'));
  for (const [file, text] of Object.entries({
    'package.json': '{"type": "module"}',
    'package-lock.json': '{}',
    'node_modules/.kubedrill-lock.json': '{}',
    'node_modules/.bin/tsc': '',
    'src/a.ts': '',
    'scripts/build.js': build,
  }))
    writeFileSync(join(clone, file), text);
  return clone;
}

function setUp(clone: string) {
  const {status, stderr} = spawnSync(process.execPath, [join(clone, 'scripts', 'setup.js')], {encoding: 'utf8'});
  return {status, stderr};
}

test('what is built before `npm start` is said, with how long it takes, and only when it is done', () => {
  const clone = cloneWith(
    "import {mkdirSync, writeFileSync} from 'node:fs';" +
      "const out = new URL('../dist/cli/', import.meta.url); mkdirSync(out, {recursive: true});" +
      "writeFileSync(new URL('main.js', out), '');",
  );
  const first = setUp(clone);
  expect(first.stderr).toMatch(
    /^kubedrill: building src into dist \(about ten seconds; only when it changes\) …\nkubedrill: building src into dist took \d+ s\n$/,
  );
  expect([first.status, setUp(clone)]).toEqual([0, {status: 0, stderr: ''}]);
});

test('a build that fails is told in full, and is exit code 3', () => {
  const {status, stderr} = setUp(cloneWith("console.log('no such file'); process.exit(1);"));
  expect(status).toBe(3);
  expect(stderr).toMatch(/…\nno such file\nkubedrill: building src into dist failed\n$/);
});

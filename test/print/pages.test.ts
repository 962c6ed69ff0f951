import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {tempDir} from '../helpers/temp.js';

const browser = process.env.LAB_CHROMIUM;
if (!browser) {
  console.warn(
    '\n!!! SKIPPED: "the report of … takes at most … pages of paper" (test/print/pages.test.ts)\n' +
      '!!! LAB_CHROMIUM names no browser: LAB_CHROMIUM=/usr/bin/chromium\n',
  );
}

/** The report of a run, printed by a real browser as a person would; gives the number of pages. */
function pagesOf(...drill: string[]): number {
  const cwd = tempDir();
  execFileSync(process.execPath, [resolve('src/bin.js'), 'run', ...drill, '--cluster', 'simulated'], {
    cwd,
    stdio: 'pipe',
  });
  const [run = ''] = readdirSync(join(cwd, 'runs'));
  const pdf = join(cwd, 'report.pdf');
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(cwd, 'profile')}`];
  const page = pathToFileURL(join(cwd, 'runs', run, 'report.html')).href;
  execFileSync(String(browser), [...flags, `--print-to-pdf=${pdf}`, page], {stdio: 'pipe'});
  // Each page is an object of its own; `/Pages` is the tree above them.
  return readFileSync(pdf, 'latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

test.skipIf(!browser).each([
  {name: 'the core drill', drill: [], most: 8},
  {name: 'all scenarios', drill: ['--all'], most: 30},
])('the report of $name takes at most $most pages of paper', ({drill, most}) => {
  const pages = pagesOf(...drill);
  expect(pages).toBeGreaterThan(1);
  expect(pages).toBeLessThanOrEqual(most);
});

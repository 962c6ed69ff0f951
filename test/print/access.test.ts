import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {packaged} from '../../src/lib/paths.js';
import {BROWSER, withBrowser} from '../helpers/browser.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const open = withBrowser('"axe finds nothing on …, and it fits the screen" (test/print/access.test.ts)');
const golden = (...path: string[]) => join(packaged('test'), ...path);

/** Each colour and each width once: axe takes seconds for each. */
const LOOKS = [
  {colorScheme: 'light', width: 1280},
  {colorScheme: 'dark', width: 400},
] as const;

test.skipIf(!BROWSER).each([
  {name: 'the report of a run', file: golden('report', 'golden', 'report.html')},
  {name: 'the page of nights', file: golden('history', 'golden', 'nights.html')},
])(
  'axe finds nothing on $name, light and wide, dark and narrow, and it fits the screen',
  async ({file}) => {
    for (const {colorScheme, width} of LOOKS) {
      const {page, wrong, asked} = await open({colorScheme, viewport: {width, height: 900}, bypassCSP: true});
      await page.goto(pathToFileURL(file).href);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([over, wrong, asked.length]).toEqual([0, [], 1]);
      // What is folded away is looked at, too.
      await page.evaluate(`for (const box of document.querySelectorAll('details')) box.open = true; ${AXE}`);
      const found = (await page.evaluate('axe.run()')) as {violations: {id: string; nodes: {html: string}[]}[]};
      expect(found.violations.map(({id, nodes}) => [id, nodes[0]?.html])).toEqual([]);
      await page.context().close();
    }
  },
  120_000,
);

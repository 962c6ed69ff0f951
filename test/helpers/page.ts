import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Locator, Page} from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on a screen, and whether anything on it reaches beyond its edge. */
export async function faultsOf(page: Page): Promise<string[]> {
  // As a developer would from the console: the page's own policy lets nobody else's scripts in.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', {expression: AXE});
  const {result} = await session.send('Runtime.evaluate', {
    expression: 'axe.run().then(r => JSON.stringify(r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html)}`)))',
    awaitPromise: true,
  });
  const isTooWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  return [...(JSON.parse(String(result.value)) as string[]), ...(isTooWide ? ['it is wider than its window'] : [])];
}

/** Goes on with the Tab key until something has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    if (await target.and(page.locator(':focus')).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${target}`);
}

/** Goes to something by keyboard, and presses a key there. */
export async function pressOn(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Goes to a field by keyboard, and types. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

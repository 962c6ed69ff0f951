import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll} from 'vitest';

/** The browser of the machine that tests of pages use; undefined: there is none. */
export const BROWSER = process.env.LAB_CHROMIUM;

/** A page of a browser that was opened for one file of tests, and everything that it asked for. */
export interface Opened {
  page: Page;
  /** Addresses that were asked for. */
  asked: string[];
  /** What went wrong on the page: errors of scripts, and what the content security policy refused. */
  wrong: string[];
}

/** One browser for all tests of a file, each page with cookies of its own. Says loudly when there is none. */
export function withBrowser(what: string): (options?: BrowserContextOptions) => Promise<Opened> {
  let browser: Browser | undefined;
  if (!BROWSER) {
    console.warn(`\n!!! SKIPPED: ${what}\n!!! LAB_CHROMIUM names no browser: LAB_CHROMIUM=/usr/bin/chromium\n`);
  }
  beforeAll(async () => {
    if (BROWSER) browser = await chromium.launch({executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu']});
  });
  afterAll(() => browser?.close());
  return async options => {
    if (!browser) throw new Error('there is no browser');
    const context = await browser.newContext({reducedMotion: 'reduce', locale: 'en-GB', ...options});
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const [asked, wrong]: [string[], string[]] = [[], []];
    page.on('request', request => asked.push(request.url()));
    page.on('pageerror', error => wrong.push(error.message));
    page.on('console', message => {
      if (message.type() === 'error') wrong.push(message.text());
    });
    return {page, asked, wrong};
  };
}

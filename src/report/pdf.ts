import {chmodSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {runTool} from '../lib/process/exec.js';

/** What browsers that can print are called. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const TIMEOUT_MS = 60_000;

/**
 * Prints a page as PDF by the Chromium of this machine: that of `KUBEDRILL_CHROMIUM`, or one on the PATH.
 *
 * @returns undefined when the PDF is there, or why it is not
 */
export async function printPdf(page: string, pdf: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const own = env.KUBEDRILL_CHROMIUM;
  const profile = mkdtempSync(join(tmpdir(), 'kubedrill-pdf-'));
  try {
    for (const browser of own ? [own] : BROWSERS) {
      const done = await runTool(browser, argumentsFor(page, pdf, profile), {env, timeout: TIMEOUT_MS});
      if (!done.ok && done.why === 'missing') continue;
      if (existsSync(pdf)) {
        // As all reports of a run: for their owner alone.
        chmodSync(pdf, 0o600);
        return undefined;
      }
      return `${browser} printed nothing${done.ok ? '' : `: ${lastLine(done.output)}`}`;
    }
    return own ? `${own} is not there` : 'there is no Chromium on the PATH';
  } finally {
    rmSync(profile, {recursive: true, force: true, maxRetries: 3});
  }
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';

const argumentsFor = (page: string, pdf: string, profile: string): string[] => [
  ...['--headless', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`, '--no-pdf-header-footer'],
  // A browser that runs as root has no sandbox; the page loads nothing and runs nothing.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  `--print-to-pdf=${resolve(pdf)}`,
  pathToFileURL(resolve(page)).href,
];

import {join} from 'node:path';
import {defineConfig} from 'vitest/config';

// Workers inherit it: what one of them has compiled of the packages is not compiled again by the next.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled');

/** What `npm run test:deep` runs: whole processes by the dozen, every scenario, lab, way to break the chain and case, fuzzing. */
export const DEEP = 'test/**/*.deep.test.ts';
const REAL = ['test/kind/**', 'test/envtest/**', 'test/fidelity/**', 'test/stack/**'];
/** The colours of a process are settled once, when it starts. */
const COLOURS = 'test/tui/theme.test.ts';

export default defineConfig({
  test: {
    // Most of a test is waiting: for a process, or for evidence. vitest takes one worker less than there are processors.
    // With these, two processors are busy; each more costs two seconds for what it loads.
    maxWorkers: 7,
    // A worker keeps what it has loaded: the Kubernetes client alone is a thousand files.
    isolate: false,
    // Room for what tests make and drop: it is collected less often, which saves 15 % of the CPU time. Threads of V8 beside
    // each worker, for collecting and compiling, would take processors from other workers: without them it is 15 % less.
    execArgv: ['--min-semi-space-size=64', '--max-semi-space-size=64', '--single-threaded'],
    // Whole drills and whole installs run in these tests; a busy machine is no reason to fail.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: {poll: {timeout: 60_000}},
    coverage: {provider: 'v8', include: ['src/**/*.{ts,tsx,js}'], reporter: ['text-summary', 'json-summary']},
    projects: [
      // Of one project, so that a worker loads everything once. What belongs to a whole process, tests put back.
      {extends: true, test: {name: 'shared', include: ['test/**/*.test.{ts,tsx}'], exclude: [...REAL, COLOURS, DEEP]}},
      {extends: true, test: {name: 'colours', include: [COLOURS], isolate: true}},
    ],
  },
});

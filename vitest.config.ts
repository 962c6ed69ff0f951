import {defineConfig} from 'vitest/config';

/** Tests of what belongs to a whole process (its colours, its home, where it stands): each file has one of its own. */
const ALONE = ['test/cli/**/*.test.ts', 'test/tui/theme.test.ts'];

export default defineConfig({
  test: {
    // Most of a test is waiting: for a process, or for evidence. vitest takes one worker less than there are processors.
    maxWorkers: 4,
    // Whole drills and whole installs run in these tests; a busy machine is no reason to fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 20_000}},
    coverage: {provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'json-summary']},
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/kind/**', 'test/envtest/**', 'test/fidelity/**', 'test/stack/**', ...ALONE],
          // A worker keeps what it has loaded: the Kubernetes client alone is a thousand files.
          isolate: false,
        },
      },
      {extends: true, test: {name: 'alone', include: ALONE}},
    ],
  },
});

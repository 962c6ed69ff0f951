import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/kind/**', 'test/envtest/**', 'test/fidelity/**', 'test/stack/**'],
    // Most of a test is waiting: for a process, or for evidence. vitest takes one worker less than there are processors.
    maxWorkers: 2,
    // Whole drills and whole installs run in these tests; a busy machine is no reason to fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 20_000}},
    coverage: {provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'json-summary']},
  },
});

import {configDefaults, defineConfig} from 'vitest/config';
import {leftOut} from './test/lab/left-out.js';

/**
 * Tests on a real cluster. Each file has clusters of its own, so that they can run side by side; here one after the other,
 * because a cluster takes most of a small machine. CI has two at once.
 */
export default defineConfig({
  test: {
    include: ['test/kind/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut([['LAB_HELM', 'test/kind/chart.test.ts']], process.env)],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});

import {configDefaults, defineConfig} from 'vitest/config';
import {leftOut} from './test/lab/left-out.js';

/** Tests on a real cluster: one file after the other, since each has a cluster of its own. */
export default defineConfig({
  test: {
    include: ['test/kind/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut([['LAB_HELM', 'test/kind/chart.test.ts']], process.env)],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});

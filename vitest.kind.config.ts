import {defineConfig} from 'vitest/config';

/** Tests on a real cluster: one file after the other, since each has a cluster of its own. */
export default defineConfig({
  test: {
    include: ['test/kind/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});

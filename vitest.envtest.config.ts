import {defineConfig} from 'vitest/config';

/** Tests on a real API server without nodes: one file after the other, since each has servers of its own. */
export default defineConfig({
  test: {
    include: ['test/envtest/**/*.test.ts'],
    globalSetup: ['test/envtest/assets.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});

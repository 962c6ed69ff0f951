import {defineConfig} from 'vitest/config';

/** Tests against real servers of a logging stack; the environment says where they are (test/stack/lab.ts). */
export default defineConfig({
  test: {
    include: ['test/stack/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});

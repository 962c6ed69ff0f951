import {configDefaults, defineConfig} from 'vitest/config';
import {leftOut, type Needs} from './test/lab/left-out.js';

/** Tests of API servers that take minutes to build. */
const NOT_EVERYWHERE: Needs = [
  ['KUBEBUILDER_ASSETS_1_36', 'test/envtest/newer/1.36.test.ts'],
  ['KUBEBUILDER_ASSETS_1_37', 'test/envtest/newer/1.37.test.ts'],
];

/** Tests on a real API server without nodes: one file after the other, since each has servers of its own. */
export default defineConfig({
  test: {
    include: ['test/envtest/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut(NOT_EVERYWHERE, process.env)],
    globalSetup: ['test/envtest/assets.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});

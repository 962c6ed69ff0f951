import {configDefaults, defineConfig} from 'vitest/config';
import {leftOut, type Needs} from './test/lab/left-out.js';

/** Tests of servers that take minutes to build. */
const NOT_EVERYWHERE: Needs = [
  ['LAB_LOKI', 'test/stack/loki.test.ts'],
  ['LAB_LOKI', 'test/stack/clusters/chain-loki.test.ts'],
  ['LAB_LOKI', 'test/stack/clusters/coverage-loki.test.ts'],
  ['LAB_GATEKEEPER_MANIFEST', 'test/stack/clusters/gatekeeper.test.ts'],
  ['LAB_GATEKEEPER_IMAGE', 'test/stack/clusters/gatekeeper-up.test.ts'],
];

/** Tests against real servers of a logging stack; the environment says where they are (test/stack/lab.ts). */
export default defineConfig({
  test: {
    include: ['test/stack/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut(NOT_EVERYWHERE, process.env)],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});

import {configDefaults, defineConfig} from 'vitest/config';

/** Tests of servers that not every lab has, as some take minutes to build, by the variable that says where the server is. */
const NOT_EVERYWHERE: readonly (readonly [variable: string, file: string])[] = [
  ['LAB_LOKI', 'test/stack/loki.test.ts'],
  ['LAB_LOKI', 'test/stack/chain-loki.test.ts'],
  ['LAB_LOKI', 'test/stack/coverage-loki.test.ts'],
  ['LAB_GATEKEEPER_MANIFEST', 'test/stack/gatekeeper.test.ts'],
  ['LAB_GATEKEEPER_IMAGE', 'test/stack/gatekeeper-up.test.ts'],
];
const absent = NOT_EVERYWHERE.filter(([variable]) => !process.env[variable]);
for (const [variable, file] of absent) {
  process.stderr.write(`!!! ${variable} IS NOT SET: ${file} IS LEFT OUT, nothing of it was tested\n`);
}

/** Tests against real servers of a logging stack; the environment says where they are (test/stack/lab.ts). */
export default defineConfig({
  test: {
    include: ['test/stack/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...absent.map(([, file]) => file)],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});

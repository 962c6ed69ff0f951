import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/kind/**', 'test/stack/**'],
    testTimeout: 20_000,
    coverage: {provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'json-summary']},
  },
});

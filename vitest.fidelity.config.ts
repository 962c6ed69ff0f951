import {defineConfig} from 'vitest/config';

/** The simulated API server beside a real one; KUBEBUILDER_ASSETS says where that is. */
export default defineConfig({
  test: {
    include: ['test/fidelity/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});

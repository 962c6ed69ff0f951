import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {configDefaults, defineConfig} from 'vitest/config';
import {leftOut} from './test/lab/left-out.js';

/** kubectl lies beside kube-apiserver in most folders that have one. */
const kubectl = join(process.env.KUBEBUILDER_ASSETS ?? '', 'kubectl');

/** The simulated API server beside a real one; KUBEBUILDER_ASSETS says where that is. */
export default defineConfig({
  test: {
    include: ['test/fidelity/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...leftOut([['KUBEBUILDER_ASSETS/kubectl', 'test/fidelity/kubectl/kubectl.test.ts']], {
        'KUBEBUILDER_ASSETS/kubectl': existsSync(kubectl) ? kubectl : undefined,
      }),
    ],
    testTimeout: 600_000,
    hookTimeout: 240_000,
    fileParallelism: false,
  },
});

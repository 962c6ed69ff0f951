import {ok} from '../diagnosis.js';
import type {ClusterType} from '../type.js';

/** A cluster of the user's, by a context of the kubeconfig: neither made nor removed. */
export const existing: ClusterType = {
  nameOf: ({context}) => context,
  isOwn: () => false,
  open: async options => (await import('./open.js')).openExisting(options),
  diagnose: async () => [
    ok('cluster', 'cluster', 'existing: needs a context of your kubeconfig, named with --context'),
  ],
  ending: ({name}) => ({
    attach: async env => ({kubeConfig: (await import('./kubeconfig.js')).kubeConfigFor(name, env).config}),
  }),
};

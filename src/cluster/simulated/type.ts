import {ok} from '../diagnosis.js';
import type {ClusterType} from '../type.js';

/** A simulated cluster: it lives in the process of its run, and needs nothing. */
export const simulated: ClusterType = {
  simulated: true,
  isOwn: () => true,
  open: async options => (await import('./open.js')).openSimulated(options),
  diagnose: async () => [ok('cluster', 'cluster', 'simulated: needs nothing')],
  ending: () => ({end: async () => ({did: 'its simulated cluster died with it'})}),
};

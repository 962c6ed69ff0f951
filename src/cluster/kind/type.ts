import {type Diagnosis, ok} from '../diagnosis.js';
import {IN_CLUSTER} from '../request.js';
import type {ClusterType, DeadRun, Ended, Machine} from '../type.js';

/** A kind cluster: made for one run, or one that runs already. */
export const kind: ClusterType = {
  nameOf: ({reuse}) => reuse,
  isOwn: ({reuse, keep}) => reuse === undefined && !keep,
  open: async options => (await import('./open.js')).openKind(options),
  diagnose,
  ending: ({name, own}) =>
    own
      ? {step: `delete the kind cluster ${name}`, end: dead => deleteOwn(name, dead)}
      : {attach: async (env, signal) => (await import('./attach.js')).attachAgain(name, env, signal)},
};

async function diagnose({env, signal}: Machine): Promise<Diagnosis[]> {
  const {findEngine} = await import('./engine.js');
  const found = await findEngine(env, signal);
  if ('missing' in found) {
    const detail = [found.missing, found.detail].filter(Boolean).join(': ');
    return [{id: 'cluster', title: 'kind', state: 'failed', detail, next: instead(env)}];
  }
  const image = env.KUBEDRILL_NODE_IMAGE;
  return [
    ok('cluster', 'kind', `with ${found.provider} ${found.version}`),
    ok('image', 'node image', image ? `${image} (KUBEDRILL_NODE_IMAGE)` : "kind's own default"),
  ];
}

/** What to do where there is no kind: in a pod there will never be one, and there is a cluster around it. */
const instead = (env: NodeJS.ProcessEnv): string[] =>
  env.KUBERNETES_SERVICE_HOST
    ? [`in a pod, drill on the cluster around it: --cluster existing --context ${IN_CLUSTER}`]
    : ['install kind and start Docker or Podman', 'or take a real API server without nodes: --cluster envtest'];

/** A cluster that a run made is named after it; no other is deleted, whatever a journal or a person says. */
async function deleteOwn(name: string, {run, unsealed, agreed, env, signal}: DeadRun): Promise<Ended> {
  if (name !== `kubedrill-${run}`) {
    const why = `the cluster ${name} is not named after the run, so the run did not make it`;
    return {refused: {why, next: `kind delete cluster --name ${name}, if it is yours to delete`}};
  }
  if (unsealed !== undefined && !(await agreed(unsealed))) return {did: 'left alone'};
  const {kindTool} = await import('./open.js');
  const {removeCluster} = await import('./delete.js');
  await removeCluster(await kindTool(env, signal), name);
  return {did: `cluster ${name} deleted`};
}

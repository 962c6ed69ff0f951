import {DrillError, environmentError, messageOf} from '../../lib/errors.js';
import {runTool} from '../../lib/process/exec.js';
import {type Diagnosis, ok} from '../diagnosis.js';
import type {ClusterType, Machine} from '../type.js';

/** A real API server without nodes: its servers are processes of this machine, and end with their run. */
export const envtest: ClusterType = {
  isOwn: () => true,
  open: async options => (await import('./open.js')).openEnvtest(options),
  diagnose: async machine => [await servers(machine)],
  ending: () => ({end: async dead => (await import('./end.js')).endServers(dead)}),
};

/** The servers of such a cluster, and what can be had with them. */
async function servers({assets, env, signal}: Machine): Promise<Diagnosis> {
  const about = {id: 'cluster', title: 'envtest'};
  try {
    const {findAssets} = await import('./assets.js');
    const found = findAssets(assets, env);
    const version = await runTool(found.apiServer, ['--version'], {signal});
    if (!version.ok) throw environmentError(`${found.apiServer} does not run: ${version.output.trim() || version.why}`);
    const controllers = found.controllerManager === undefined ? ', no kube-controller-manager' : '';
    return ok(about.id, about.title, `${version.stdout.trim()} in ${found.dir}${controllers}`);
  } catch (error) {
    signal.throwIfAborted();
    const next = error instanceof DrillError ? [...error.nextSteps] : [];
    const [detail = '', ...lines] = error instanceof DrillError ? error.message.split('\n') : [messageOf(error)];
    return {...about, state: 'failed', detail, lines, next};
  }
}

import {parseAllDocuments} from 'yaml';
import {environmentError} from '../../lib/errors.js';
import {runTool} from '../../lib/process/exec.js';
import {inOrder, type KubeObject} from './kube-object.js';

/**
 * The objects of a kustomize folder, in the order in which they are to be made. kubectl has kustomize built in; there is
 * no such library for Node.
 *
 * @throws DrillError (exit code 3) when there is no kubectl, or it cannot build the folder.
 */
export async function renderFolder(dir: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<KubeObject[]> {
  const built = await runTool('kubectl', ['kustomize', dir], {env, signal});
  signal.throwIfAborted();
  if (built.ok) return inOrder(parseAllDocuments(built.stdout).map(document => document.toJS() as KubeObject));
  if (built.why === 'missing') {
    throw environmentError('kubectl is not on PATH: `stack up` has it build the folder of the stack', [
      'install kubectl 1.27 or newer, or build the folder where there is one and apply it: kubectl apply --server-side -k ' +
        dir,
    ]);
  }
  throw environmentError(`kubectl cannot build ${dir}: ${built.output.trim()}`, ['`kubectl version --client`']);
}

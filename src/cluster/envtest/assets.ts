import {accessSync, constants} from 'node:fs';
import {join, resolve} from 'node:path';
import {environmentError} from '../../lib/errors.js';

/** The variable by which `setup-envtest` and controller-runtime name the folder. */
export const ASSETS_VARIABLE = 'KUBEBUILDER_ASSETS';

/** Where the servers of an envtest cluster are. */
export interface Assets {
  dir: string;
  apiServer: string;
  etcd: string;
  /** Not in the folders that `setup-envtest` makes; where it is, controllers run. */
  controllerManager?: string;
}

const HOW = [
  `\`go run sigs.k8s.io/controller-runtime/tools/setup-envtest@latest use -p path\` prints a folder with them`,
  `name it with --assets DIR or ${ASSETS_VARIABLE}`,
];

/**
 * Finds kube-apiserver and etcd in the folder that was named, else in that of `KUBEBUILDER_ASSETS`.
 *
 * @throws DrillError (exit code 3) that says what is missing, and how to get it.
 */
export function findAssets(named: string | undefined, env: NodeJS.ProcessEnv): Assets {
  const folder = named ?? env[ASSETS_VARIABLE];
  if (!folder)
    throw environmentError(`${ASSETS_VARIABLE} is not set: it names the folder of kube-apiserver and etcd`, HOW);
  const dir = resolve(folder);
  const at = (program: string) => join(dir, program);
  const missing = ['kube-apiserver', 'etcd'].filter(program => !isProgram(at(program)));
  if (missing.length) throw environmentError(`${dir} has no ${missing.join(' and no ')} that can be run`, HOW);
  const controllerManager = at('kube-controller-manager');
  return {
    dir,
    apiServer: at('kube-apiserver'),
    etcd: at('etcd'),
    ...(isProgram(controllerManager) && {controllerManager}),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

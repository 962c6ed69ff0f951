import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';

/** Where kubedrill keeps what must outlive a run and be nobody's but the user's: `~/.local/state/kubedrill`. */
export const stateFolder = (env: NodeJS.ProcessEnv): string => below(env.XDG_STATE_HOME, env, '.local', 'state');

/** Where kubedrill keeps what can be made again: `~/.cache/kubedrill`. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string => below(env.XDG_CACHE_HOME, env, '.cache');

/** The XDG Base Directory Specification: a relative path in such a variable is to be ignored. */
function below(named: string | undefined, env: NodeJS.ProcessEnv, ...usual: string[]): string {
  const base = named && isAbsolute(named) ? named : join(env.HOME || homedir(), ...usual);
  return join(base, 'kubedrill');
}

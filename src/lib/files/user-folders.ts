import {userInfo} from 'node:os';
import {isAbsolute, join} from 'node:path';

/**
 * The user's home. What is not an absolute path is none: it would be another folder wherever somebody stands, and
 * Node's own `homedir` would take it.
 */
export const homeOf = ({HOME}: NodeJS.ProcessEnv): string => (HOME && isAbsolute(HOME) ? HOME : userInfo().homedir);

/** Where kubedrill keeps what must outlive a run and be nobody's but the user's: `~/.local/state/kubedrill`. */
export const stateFolder = (env: NodeJS.ProcessEnv): string => below(env.XDG_STATE_HOME, env, '.local', 'state');

/** Where kubedrill keeps what can be made again: `~/.cache/kubedrill`. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string => below(env.XDG_CACHE_HOME, env, '.cache');

/** The XDG Base Directory Specification: a relative path in such a variable is to be ignored. */
function below(named: string | undefined, env: NodeJS.ProcessEnv, ...usual: string[]): string {
  const base = named && isAbsolute(named) ? named : join(homeOf(env), ...usual);
  return join(base, 'kubedrill');
}

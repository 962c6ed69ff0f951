import {runTool, type ToolOptions, type ToolResult} from './exec.js';

/**
 * Asks git something, in words that do not depend on the user's language. It takes no locks that it can do without, and
 * does not start the program that a repository may name to be run before its state is told.
 */
export const runGit = (
  args: readonly string[],
  {env, ...options}: Pick<ToolOptions, 'timeout'> & {env: NodeJS.ProcessEnv},
): Promise<ToolResult> =>
  runTool('git', ['--no-optional-locks', '-c', 'core.fsmonitor=false', ...args], {
    ...options,
    env: {...env, LC_ALL: 'C'},
    isBrief: true,
  });

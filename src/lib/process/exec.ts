import {existsSync} from 'node:fs';
import {delimiter, join, sep} from 'node:path';
import {execa} from 'execa';
import {unlessOutOfFiles} from '../files/open-files.js';

/** What running an external tool came to. A tool that fails is data, not an exception. */
export type ToolResult =
  | {ok: true; stdout: string}
  | {
      ok: false;
      why: 'missing' | 'timeout' | 'cancelled' | 'signal' | 'exit';
      /** The command as it could be pasted into a shell. */
      command: string;
      exitCode?: number;
      /** stdout and stderr, interleaved. */
      output: string;
    };

export interface ToolOptions {
  signal?: AbortSignal;
  /** Milliseconds; default 60 000. */
  timeout?: number;
  env?: NodeJS.ProcessEnv;
  /**
   * True for a tool that only looks, and is done in moments: it need not be ended with this process. Watching for that
   * end leaves signals with their defaults afterwards, and SIGXFSZ, which Node ignores, then kills at a full limit.
   */
  isBrief?: true;
  /** Called with each line of output as it comes (stdout and stderr). */
  onLine?: (line: string) => void;
}

/**
 * Runs an external tool (kind, docker, podman) to its end, with its descendants killed when it is cancelled.
 *
 * @throws DrillError (exit code 3) when it cannot be started because no more files may be opened.
 */
export async function runTool(file: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
  const {signal, timeout = 60_000, env, onLine, isBrief} = options;
  if (isNowhere(file, env ?? process.env)) {
    return {ok: false, why: 'missing', command: [file, ...args].join(' '), output: ''};
  }
  const child = execa(file, args, {
    reject: false,
    all: true,
    stdin: 'ignore',
    killDescendants: true,
    forceKillAfterDelay: 2000,
    timeout,
    cleanup: !isBrief,
    ...(signal && {cancelSignal: signal}),
    ...(env && {env, extendEnv: false}),
  });
  if (onLine) void tellLines(child.iterable({from: 'all'}), onLine);
  const result = await child;
  if (!result.failed) return {ok: true, stdout: result.stdout};
  unlessOutOfFiles(result);
  const {exitCode} = result;
  return {
    ok: false,
    why: reasonOf(result),
    command: result.escapedCommand,
    output: result.all ?? '',
    ...(exitCode !== undefined && {exitCode}),
  };
}

/**
 * Whether no folder of PATH has such a file. Starting what is not there is dear: the system copies the process before it
 * looks. What stands there and cannot be started, it says itself; Windows knows more endings than a name has.
 */
const isNowhere = (file: string, {PATH}: NodeJS.ProcessEnv): boolean =>
  PATH !== undefined &&
  process.platform !== 'win32' &&
  !file.includes(sep) &&
  !PATH.split(delimiter).some(folder => existsSync(join(folder, file)));

async function tellLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(String(line));
  } catch {
    // The result tells of any failure; here only lines matter.
  }
}

interface Ended {
  code?: string | undefined;
  timedOut: boolean;
  isCanceled: boolean;
  exitCode?: number | undefined;
}

function reasonOf(ended: Ended): Extract<ToolResult, {ok: false}>['why'] {
  if (ended.code === 'ENOENT') return 'missing';
  if (ended.timedOut) return 'timeout';
  if (ended.isCanceled) return 'cancelled';
  return ended.exitCode === undefined ? 'signal' : 'exit';
}

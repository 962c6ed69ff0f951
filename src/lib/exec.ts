import {execa} from 'execa';

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
  env?: Record<string, string>;
  /** Text for the tool's standard input; default: none. */
  input?: string;
  /** Called with each line of output as it comes (stdout and stderr). */
  onLine?: (line: string) => void;
}

/** Runs an external tool (kind, docker, podman, kubectl) to its end, with its descendants killed when it is cancelled. */
export async function runTool(file: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
  const child = execa(file, args, {
    reject: false,
    all: true,
    killDescendants: true,
    forceKillAfterDelay: 2000,
    timeout: options.timeout ?? 60_000,
    ...(options.input === undefined ? {stdin: 'ignore' as const} : {input: options.input}),
    ...(options.signal && {cancelSignal: options.signal}),
    ...(options.env && {env: options.env}),
  });
  if (options.onLine) {
    const {onLine} = options;
    void (async () => {
      for await (const line of child.iterable({from: 'all'})) onLine(String(line));
    })().catch(() => {}); // the result below tells of any failure
  }
  const result = await child;
  if (!result.failed) return {ok: true, stdout: String(result.stdout)};
  const why =
    result.code === 'ENOENT'
      ? 'missing'
      : result.timedOut
        ? 'timeout'
        : result.isCanceled
          ? 'cancelled'
          : result.exitCode === undefined
            ? 'signal'
            : 'exit';
  return {
    ok: false,
    why,
    command: result.escapedCommand,
    output: String(result.all ?? ''),
    ...(result.exitCode !== undefined && {exitCode: result.exitCode}),
  };
}

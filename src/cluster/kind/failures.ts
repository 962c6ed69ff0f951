import {environmentError} from '../../lib/errors.js';
import type {ToolResult} from '../../lib/process/exec.js';

/** What kind or its engine says, what that means, and what to do: the first pattern that matches. */
const KNOWN: readonly (readonly [pattern: RegExp, meaning: string, next: string])[] = [
  [
    /permission denied.*docker.*sock|permission denied while trying to connect/i,
    'you may not use the container engine',
    'join the group docker, or use rootless Podman',
  ],
  [
    /cannot connect to the docker daemon|is the docker daemon running|connection refused.*docker\.sock/i,
    'the container engine is not running',
    'start it, or use --cluster simulated',
  ],
  [
    /port is already allocated|address already in use/i,
    'a port that the cluster needs is taken',
    'stop what uses it, or change the port in kind-config.yaml',
  ],
  [
    /node\(s\) already exist for a cluster with the name/i,
    'a cluster of this name exists',
    '`kubedrill cluster status`; `kubedrill cluster down --name NAME`',
  ],
  [
    /unable to find image|manifest unknown|pull access denied|failed to pull image|no such host/i,
    'the node image is not there and cannot be pulled',
    'name one with --node-image or KUBEDRILL_NODE_IMAGE',
  ],
  [/no space left on device/i, 'the disk is full', '`docker system prune`'],
  [
    /too many open files/i,
    'the kernel has no inotify watches left',
    'raise fs.inotify.max_user_instances and max_user_watches',
  ],
  [
    /unknown field|unable to decode|invalid configuration/i,
    'kind rejects its configuration',
    'correct it (--kind-config); lines are those of cluster/kind-config.yaml in the folder of the run, which kind was given',
  ],
];

/**
 * The error for a failed kind call, explained from kind's own output.
 *
 * @param apiServerLog lines of the API server's own log, where it is the API server that did not come up.
 */
export function kindFailure(result: Extract<ToolResult, {ok: false}>, apiServerLog: readonly string[] = []) {
  const known = KNOWN.find(([pattern]) => pattern.test(result.output));
  const ownLines = withDetails(result.output.split('\n'), line => /error|fail/i.test(line)).slice(0, 3);
  const said = (ownLines.length ? ownLines : result.output.trim().split('\n').slice(-3)).map(
    line => `  ${line.trim()}`,
  );
  if (apiServerLog.length) {
    const lines = apiServerLog.map(line => `  ${line}`);
    return environmentError(
      ['the API server does not start; its own log says', ...lines],
      ['correct the audit policy (--audit-policy) or the API server flags in kind-config.yaml'],
    );
  }
  if (result.why === 'timeout')
    return environmentError(['kind did not finish in time', ...said], ['try again; look at the load of the machine']);
  const headline = known
    ? known[1]
    : `kind failed${result.exitCode === undefined ? '' : ` with exit code ${result.exitCode}`}`;
  return environmentError([headline, ...said], [known?.[2] ?? `run it yourself: ${result.command}`]);
}

/** Those lines, each with what is indented below it: of a list of errors the first line names none. */
function withDetails(lines: readonly string[], isWanted: (line: string) => boolean): string[] {
  let within = false;
  return lines.filter(line => {
    within = isWanted(line) || (within && /^\s+\S/.test(line));
    return within;
  });
}

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

/** What a shipper is told to do wrong, or to leave out. */
export interface ShipperFaults {
  /** Every tenth line of the container that writes many is thrown away. */
  dropsEveryTenth?: boolean;
  /** Lines that the runtime has split stay so, and nothing but the path says whose they are. */
  knowsNothingOfKubernetes?: boolean;
  /** Nobody reads the journal. */
  withoutJournal?: boolean;
}

/** Ends with its standard input, and everything that it has begun with it: an exec that is cut leaves its children. */
const untilClosed = (script: string): string => `exec 3<&0; { cat <&3 >/dev/null; kill -- -$$; } & ${script}`;

/** Follows files of containers as they appear: the path, and the line as the runtime wrote it (CRI). */
const filesScript = (glob: string): string => `
known=' '
while :; do
  for f in /var/log/pods/${glob}/*/*.log; do
    case "$known" in *" $f "*) continue;; esac
    [ -e "$f" ] || continue
    known="$known$f "
    tail -n +1 -F "$f" 2>/dev/null | sed -u "s#^#$f #" &
  done
  sleep 0.3
done`;

const EVENTS =
  `kubectl --kubeconfig /etc/kubernetes/admin.conf get events -A --watch-only ` +
  `-o jsonpath='{.metadata.namespace} {.involvedObject.name} {.type} {.reason} {.message}{"\\n"}'`;

/** All of the journal, as shippers read it: with a filter that nothing has matched yet, journalctl misses what comes. */
const JOURNAL = 'journalctl -f -n 0 -o json | grep --line-buffered kubedrill-coverage';

/** What a node logs: each hears its lines, those of containers as the runtime wrote them behind the path of the file. */
export interface NodeLogs {
  containers(line: string): void;
  /** Those of the control plane: in a pipe of their own, for long lines of several files would run into each other. */
  system(line: string): void;
  nodes(line: string): void;
  events(line: string): void;
  audit(line: string): void;
}

/**
 * Reads what a cluster's node logs, in the node, as a DaemonSet would; until the test ends.
 *
 * @returns what stops it before.
 */
export function followNode(node: string, hear: NodeLogs, faults: ShipperFaults): () => Promise<void> {
  const change = faults.knowsNothingOfKubernetes ? undefined : joinParts();
  const readers = [
    follow(node, filesScript('kd-*'), hear.containers, change),
    follow(node, filesScript('kube-system_kube-*'), hear.system, change),
    follow(node, EVENTS, hear.events),
    follow(node, 'tail -n 0 -F /var/log/kubernetes/audit.log', hear.audit),
    ...(faults.withoutJournal ? [] : [follow(node, JOURNAL, hear.nodes)]),
  ];
  return async () => {
    for (const reader of readers) reader.stdin?.end();
    await Promise.all(readers.map(ended));
  };
}

function follow(
  node: string,
  script: string,
  hear: (line: string) => void,
  change = (line: string) => line,
): ChildProcess {
  const engine = process.env.KIND_EXPERIMENTAL_PROVIDER ?? 'docker';
  const child = spawn(engine, ['exec', '-i', node, 'setsid', '-w', 'sh', '-c', untilClosed(script)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  createInterface({input: child.stdout}).on('line', line => {
    const changed = change(line);
    if (changed) hear(changed);
  });
  return child;
}

/** Puts the parts of a line together again that the runtime has split: PATH TIME STREAM P|F TEXT. */
function joinParts(): (line: string) => string {
  const kept = new Map<string, string>();
  return line => {
    const [, path = '', time = '', stream = '', part, text = ''] = /^(\S+) (\S+) (\S+) ([PF]) (.*)$/.exec(line) ?? [];
    const key = `${path} ${stream}`;
    const whole = (kept.get(key) ?? '') + text;
    kept.set(key, part === 'P' ? whole : '');
    return part === 'P' ? '' : `${path} ${time} ${stream} F ${whole}`;
  };
}

/** Resolves when a process has ended. */
export const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import {tempDir} from '../helpers/temp.js';
import {call, lab, uniqueName} from './lab.js';

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

/**
 * What a cluster's node logs, shipped to the lab's OpenSearch: read in the node as a DaemonSet would, and sent by a
 * rsyslog with a configuration of the test's own. The audit log goes the way of the lab's rsyslog. Gone with the test.
 *
 * @returns the index of each kind of log.
 */
export async function shipFrom(node: string, faults: ShipperFaults = {}) {
  const dir = tempDir();
  const name = uniqueName('kubedrill-test');
  const index = {containers: `${name}-containers`, nodes: `${name}-nodes`, events: `${name}-events`};
  mkdirSync(join(dir, 'spool'));
  for (const kind of Object.keys(index)) writeFileSync(join(dir, `${kind}.log`), '');
  writeFileSync(join(dir, 'rsyslog.conf'), configuration(dir, index, faults));
  const env = {...process.env, PATH: `${process.env.PATH}:/usr/sbin`};
  const shipper = spawn('rsyslogd', ['-n', '-f', join(dir, 'rsyslog.conf'), '-i', join(dir, 'pid')], {
    env,
    stdio: 'ignore',
  });
  const change = faults.knowsNothingOfKubernetes ? undefined : joinParts();
  const readers = [
    // Two readers: long lines of several files would run into each other in one pipe.
    follow(node, filesScript('kd-*'), join(dir, 'containers.log'), change),
    follow(node, filesScript('kube-system_kube-*'), join(dir, 'containers-system.log'), change),
    follow(node, EVENTS, join(dir, 'events.log')),
    follow(node, 'tail -n 0 -F /var/log/kubernetes/audit.log', lab('LAB_AUDIT_LOG')),
    ...(faults.withoutJournal ? [] : [follow(node, JOURNAL, join(dir, 'nodes.log'))]),
  ];
  onTestFinished(async () => {
    for (const reader of readers) reader.stdin?.end();
    shipper.kill();
    await Promise.all([...readers, shipper].map(ended));
    await call('DELETE', `${lab('LAB_OPENSEARCH')}/${name}-*`);
  });
  return index;
}

function follow(node: string, script: string, file: string, change = (line: string) => line): ChildProcess {
  const engine = process.env.KIND_EXPERIMENTAL_PROVIDER ?? 'docker';
  const child = spawn(engine, ['exec', '-i', node, 'setsid', '-w', 'sh', '-c', untilClosed(script)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  createInterface({input: child.stdout}).on('line', line => {
    const changed = change(line);
    if (changed) appendFileSync(file, `${changed}\n`);
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

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

function configuration(dir: string, index: Record<string, string>, faults: ShipperFaults): string {
  const {hostname, port} = new URL(lab('LAB_OPENSEARCH'));
  const send = (to: string) =>
    `action(type="omelasticsearch" server="${hostname}" serverport="${port}" searchIndex="${to}" searchType="" ` +
    `template="document" bulkmode="on" errorfile="${dir}/errors.log" queue.type="LinkedList" queue.dequeueBatchSize="500")`;
  const part = (pattern: string) => `re_extract($msg, "${pattern}", 0, 1, "")`;
  const pod = (field: string, pattern: string) => `set $!kubernetes!${field} = ${part(pattern)};`;
  const metadata = [
    pod('namespace_name', '^/var/log/pods/([^_]+)_'),
    pod('pod_name', '^/var/log/pods/[^_]+_([^_]+)_'),
    pod('container_name', '^/var/log/pods/[^/]+/([^/]+)/'),
  ];
  return `
module(load="imfile" mode="inotify")
module(load="mmjsonparse")
module(load="omelasticsearch")
global(workDirectory="${dir}/spool" maxMessageSize="1m")
template(name="document" type="list") { property(name="$!all-json") }
template(name="now" type="list") { property(name="timegenerated" dateFormat="rfc3339") }
ruleset(name="containers") {
  ${faults.dropsEveryTenth ? 'if re_match($msg, "containers n=[0-9]*0 of") then stop' : ''}
  set $!log!file!path = ${part('^([^ ]+) ')};
  set $!@timestamp = ${part('^[^ ]+ ([^ ]+) ')};
  set $!stream = ${part('^[^ ]+ [^ ]+ ([^ ]+) ')};
  set $!message = ${part('^[^ ]+ [^ ]+ [^ ]+ [PF] (.*)')};
  ${faults.knowsNothingOfKubernetes ? '' : metadata.join('\n  ')}
  ${send(index.containers ?? '')}
}
ruleset(name="nodes") {
  action(type="mmjsonparse" cookie="")
  set $!@timestamp = exec_template("now");
  ${send(index.nodes ?? '')}
}
ruleset(name="events") {
  set $!message = $msg;
  set $!@timestamp = exec_template("now");
  ${send(index.events ?? '')}
}
${Object.keys(index)
  .map(kind => `input(type="imfile" File="${dir}/${kind}*.log" Tag="${kind}" ruleset="${kind}" addMetadata="off")`)
  .join('\n')}
`;
}

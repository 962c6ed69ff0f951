import type {Trace} from './result.js';
import type {LogName} from './words.js';

/** Where the shipper of a log source has to read. */
const READS: Record<LogName, string> = {
  containers: 'let a shipper on each node read /var/log/containers/*.log',
  pods: 'let a shipper on each node read /var/log/containers/*.log',
  nodes: 'let a shipper on each node read its journal, which needs /var/log/journal or /run/log/journal mounted',
  'control-plane':
    'let the shipper run on control-plane nodes, too (a toleration for node-role.kubernetes.io/control-plane), and read /var/log/pods/kube-system_*; where the control plane is managed, turn its logs on at the provider',
  audit:
    'let the shipper read the file of --audit-log-path; `kubedrill doctor --stack FILE --reuse` measures that link',
  events:
    'run an exporter of Events, such as Elastic Agent, the kubernetes_events input of Fluent Bit, or Grafana Alloy',
};

/** What to do about a trace that is not as it should be. `astray`: why records are there and were not found. */
export function nextSteps(trace: Trace, astray: string | undefined): string[] {
  const {state, log, source, store, pattern, written} = trace;
  if (astray !== undefined) return [astray];
  if (state === 'missing')
    return source?.seen === 0 ? [NOT_WRITTEN[log] ?? READS[log]] : [READS[log], ...inPlace(trace)];
  if (state === 'late')
    return ['look for the longest interval on the way: flush of the shipper, refresh of the index, back-pressure'];
  if (state === 'not observable') return store ? ['`kubedrill doctor --stack FILE` asks every source'] : [];
  if (state !== 'lossy') return duplicates(trace);
  if ((source?.seen ?? written) < written) return [NOT_WRITTEN[log] ?? READS[log]];
  return [...lossSteps(log, pattern), ...damageSteps(trace), ...duplicates(trace)];
}

/** What loses lines before any shipper sees them. */
const NOT_WRITTEN: Partial<Record<LogName, string>> = {
  nodes: 'the journal dropped lines: raise RateLimitBurst in journald.conf',
  audit:
    'the API server did not write them: its audit policy, or a full buffer (audit-log-batch-*, audit-webhook-batch-*)',
  containers: 'the kubelet no longer has them: raise containerLogMaxSize',
  events: 'the API server accepts no more Events: check the admission plug-in EventRateLimit',
};

function inPlace({log, store}: Trace): string[] {
  if (!store) return [];
  const says = log === 'audit' ? `the source ${store.source}` : `logs.${log === 'pods' ? 'containers' : log}`;
  return [`is ${store.where} where they are kept? ${says} in the stack file says so`];
}

/** What odd and even numbers differ in. */
const HALVES: Partial<Record<LogName, string>> = {
  containers: 'one of stdout and stderr is left out: odd numbers are stdout, even ones stderr',
  events: 'one type of Event is left out: odd numbers are Normal, even ones Warning',
};

function lossSteps(log: LogName, pattern: string | null): string[] {
  if (pattern === null) return [];
  if (pattern.startsWith('the first'))
    return ['the shipper begins at the end of a new file: let it read from the beginning (read_from_head, tail_files)'];
  if (pattern.startsWith('the last'))
    return [
      'the shipper stops before it is done: look at its buffer, and at what happens when a file is rotated or removed',
    ];
  if (pattern === 'every second' && HALVES[log]) return [HALVES[log]];
  if (pattern.startsWith('every')) return [`${pattern} is lost: look for sampling or a throttle in the shipper`];
  return ["look at the shipper's own log for full buffers and refused records, and at the errors of the store"];
}

/** What a record must say of its pod; labels are a help. */
export const NEEDED: readonly string[] = ['namespace', 'pod', 'container'];

function damageSteps({attributes = {}, reason}: Trace): string[] {
  const absent = NEEDED.filter(name => attributes[name] === 'absent');
  return [
    ...(absent.length
      ? [`add Kubernetes metadata to records (${absent.join(', ')}): without it, a line cannot be traced to its pod`]
      : []),
    ...(reason?.includes('16 KiB')
      ? ['join the parts of a line that the container runtime has split: the CRI parser of the shipper']
      : []),
  ];
}

const duplicates = ({store}: Trace): string[] =>
  store?.duplicates
    ? [`${store.duplicates} records came twice: give them an id of their own, or look for two shippers on one file`]
    : [];

import {type DrillError, environmentError} from '../../lib/errors.js';

/** What servers say of themselves, what that means, and what to do: the first pattern that matches. */
const KNOWN: readonly (readonly [pattern: RegExp, meaning: string, next: string])[] = [
  [
    /audit policy|rules with 0|audit\.k8s\.io/i,
    'it rejects the audit policy',
    'correct the audit policy (--audit-policy); `kubedrill plan --audit-policy FILE` tries one',
  ],
  [
    /address already in use/i,
    'its port was taken by another program in the meantime',
    'run it again: another port is chosen',
  ],
  [/no space left on device/i, 'the disk is full', 'make room, or name another place with --out'],
  [
    /unknown flag/i,
    'it does not know a flag: its version is too old or too new',
    'take servers of Kubernetes 1.28 to 1.34',
  ],
  [
    /exec format error|ENOEXEC/i,
    'it is a program for another kind of machine',
    'fetch the servers for this one (`setup-envtest use --os … --arch …`)',
  ],
  [
    /EACCES|permission denied/i,
    'it may not be run, or may not write to its folder',
    'look at the permissions of the folder of the servers and of the run',
  ],
  [/too many open files/i, 'it may not open more files', 'raise the limit (`ulimit -n`)'],
];
const LINES = 3;

/**
 * The error for a server that did not come up, explained from its own output.
 *
 * @param why what happened to it, such as `ended` or `was not ready after 60 s`.
 */
export function serverFailure(program: string, why: string, output: string, log: string): DrillError {
  const said = lastWords(output);
  const known = KNOWN.find(([pattern]) => pattern.test(said.join('\n')));
  const headline = known ? `${program} ${why}: ${known[1]}` : `${program} ${why}`;
  const lines = said.map(line => `  ${line}`);
  return environmentError([headline, ...lines], [...(known ? [known[2]] : []), `its own log: ${log}`]);
}

/** klog's errors begin with E or F, etcd's are JSON with a level; without any, whatever came last. */
function lastWords(output: string): string[] {
  const lines = output.split('\n').map(textOf).filter(Boolean);
  const errors = lines.filter(line => /^(Error|[EF]\d{4} )|"command failed"|^(error|fatal|panic): /i.test(line));
  return (errors.length ? errors : lines).slice(-LINES);
}

function textOf(line: string): string {
  if (!line.startsWith('{')) return line.trim();
  try {
    const {level, msg, error} = JSON.parse(line) as {level?: string; msg?: string; error?: string};
    return [`${level}: ${msg}`, error].filter(Boolean).join(': ');
  } catch {
    return line.trim();
  }
}

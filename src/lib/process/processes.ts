import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';

/** A process that can be found again: its number alone may have gone to another program since. */
export interface KnownProcess {
  /** What it is, such as `kube-apiserver`. */
  program: string;
  pid: number;
  /** When it started, in the system's own terms, boot and all; only to be compared. */
  startedAt: string;
  /** The namespace in which the number counts, where the system has such: each container begins again at 1. */
  namespace?: string;
}

/** Describes a process that runs; undefined when there is none of this number. */
export function knownProcess(program: string, pid: number): KnownProcess | undefined {
  const startedAt = startOf(pid);
  const namespace = namespaceOf('self');
  return startedAt === undefined ? undefined : {program, pid, startedAt, ...(namespace !== undefined && {namespace})};
}

/** Whether this very process is still there, by its number: one of another namespace is not to be found by that. */
export const isRunning = ({pid, startedAt, namespace}: KnownProcess): boolean =>
  (namespace === undefined || namespace === namespaceOf('self')) && isAlive(pid) && startOf(pid) === startedAt;

/** The namespace of the machine itself, from which the processes of all others can be seen. */
const WHOLE_MACHINE = 'pid:[4026531836]';

/**
 * Whether this very process is still there under any number. From the machine itself those of containers are seen; from
 * within a container those of others are not.
 */
export function isRunningAnywhere(known: KnownProcess): boolean {
  const {pid, startedAt, namespace} = known;
  if (isRunning(known)) return true;
  const here = namespaceOf('self');
  // In its own namespace its number is known: two processes may have started in the same hundredth of a second.
  if (namespace === undefined || namespace === here || here !== WHOLE_MACHINE) return false;
  const numbers = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return numbers.some(n => namespaceOf(n) === namespace && innerNumber(n) === pid && startOf(Number(n)) === startedAt);
}

/** The number of a process within its own namespace, which is the last of those that it has. */
function innerNumber(pid: string): number | undefined {
  try {
    const found = /^NSpid:.*?(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) : undefined;
  } catch {
    return undefined;
  }
}

function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

/** Whether a process is there; one of another user answers EPERM, and a zombie that nobody has reaped is dead. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const state = statOf(pid)?.[0];
  return state === undefined || !'ZX'.includes(state);
}

const POLL_MS = 20;
/** A killed process is gone at once, unless the kernel is in the middle of its input or output. */
const GONE_WITHIN_MS = 10_000;

/**
 * Kills this very process and waits until it is gone: nothing else of its number is ever touched.
 *
 * @returns whether there was anything to kill.
 * @throws Error when it does not go.
 */
export async function endProcess(known: KnownProcess): Promise<boolean> {
  if (!isRunning(known)) return false;
  process.kill(known.pid, 'SIGKILL');
  // Real time on purpose: the process knows no other clock.
  for (let waited = 0; isRunning(known); waited += POLL_MS) {
    if (waited > GONE_WITHIN_MS) throw new Error(`${known.program} (process ${known.pid}) does not end`);
    await delay(POLL_MS);
  }
  return true;
}

/** Boot and tick on Linux; elsewhere the second, which `ps` tells. */
function startOf(pid: number): string | undefined {
  const tick = statOf(pid)?.[19];
  if (tick !== undefined) return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${tick}`;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {encoding: 'utf8', stdio: 'pipe'}).trim();
  } catch {
    return undefined;
  }
}

/** The fields after the name, from the state on; undefined where there is no `/proc`, or no such process. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {onTestFinished, vi} from 'vitest';
import {freePort} from '../../src/lib/net/ports.js';
import {tempDir} from '../helpers/temp.js';
import {lab} from './lab.js';

/** A server of the test's own, and how to end it before the test does. */
export interface OwnServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a server of the test's own with a configuration of the test's own, from the program of the lab's server; it is
 * stopped with the test.
 *
 * @param variable where the lab says its server answers; the process that listens there knows its program.
 * @param headers what it has to be asked with.
 * @returns its base URL, once the server says that it is ready.
 */
export async function startServer(
  variable: string,
  options: (port: number, dir: string) => readonly string[],
  headers: Record<string, string> = {},
): Promise<OwnServer> {
  const program = programAt(Number(new URL(lab(variable)).port));
  const dir = tempDir();
  const port = await freePort();
  const child = spawn(program, options(port, dir), {stdio: ['ignore', 'ignore', 'pipe'], cwd: dir});
  let log = '';
  child.stderr.on('data', chunk => {
    log += chunk;
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  onTestFinished(stop);
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${log}`);
      if (!(await fetch(`${url}/-/ready`, {headers})).ok) throw new Error(`${program} is not ready`);
    },
    {timeout: 100_000, interval: 100},
  );
  return {url, stop};
}

/** As `startServer`, for whom the address is enough. */
export const startLike = async (...start: Parameters<typeof startServer>): Promise<string> =>
  (await startServer(...start)).url;

/** The program of the process that listens on a port of this machine (Linux). */
function programAt(port: number): string {
  const inode = listeners().find(l => l.port === port)?.inode;
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    if (inode !== undefined && holds(pid, `socket:[${inode}]`)) return readlinkSync(`/proc/${pid}/exe`);
  }
  throw new Error(`nobody whose program can be read listens on port ${port}`);
}

const LISTENING = '0A';

function listeners(): {port: number; inode: string}[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(file =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap(line => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        return state === LISTENING ? [{port: Number.parseInt(local.split(':')[1] ?? '', 16), inode}] : [];
      }),
  );
}

function holds(pid: string, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return false;
  }
}

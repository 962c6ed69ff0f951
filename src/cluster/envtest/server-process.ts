import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir} from '../../lib/files/files.js';
import {type KnownProcess, knownProcess} from '../../lib/process/processes.js';

/** How a server is started. */
export interface ServerStart {
  path: string;
  args: readonly string[];
  /** The file that gets what it prints. */
  log: string;
  /** Hears of the process at once, so that it can be found after this one was killed. */
  onProcess: (started: KnownProcess) => void;
}

/** One server that runs as a process of its own until it is killed, at the latest when this process exits. */
export class ServerProcess {
  readonly program: string;
  /** Resolves when it is gone, with the reason where it could not be started. */
  readonly ended: Promise<Error | undefined>;
  #child: ChildProcess;
  #gone = false;

  constructor({path, args, log, onProcess}: ServerStart) {
    this.program = basename(path);
    this.log = log;
    makeDir(dirname(log));
    const output = onDisk(log, () => openSync(log, 'a', 0o600));
    // A group of its own: Ctrl-C at the terminal would kill it before clean-up had asked it anything. Its output goes
    // straight to the file, because it must not end when this process does.
    this.#child = spawn(path, args, {detached: true, stdio: ['ignore', output, output]});
    closeSync(output);
    const {pid} = this.#child;
    const known = pid === undefined ? undefined : knownProcess(this.program, pid);
    if (known) onProcess(known);
    const killNow = () => this.#child.kill('SIGKILL');
    process.once('exit', killNow);
    this.ended = new Promise<Error | undefined>(resolve => {
      this.#child.once('error', resolve);
      this.#child.once('exit', () => resolve(undefined));
    }).finally(() => {
      this.#gone = true;
      process.off('exit', killNow);
    });
  }

  readonly log: string;

  get gone(): boolean {
    return this.#gone;
  }

  /** What it has printed. */
  output(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Ends it at once: there is nothing that it would have to save. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

/** Whether this machine has `script`, which gives a program a terminal. */
export const hasTerminals = ((): boolean => {
  try {
    return execFileSync('script', ['--version'], {encoding: 'utf8'}).includes('util-linux');
  } catch {
    return false;
  }
})();

/** A kubedrill on a terminal of its own. */
export interface OnTerminal {
  /** The terminal: when it is killed, kubedrill has none any more. */
  terminal: ChildProcess;
  /** Everything in the event log of its run so far. */
  events(): string;
  /** The process of kubedrill itself. */
  pid(): number;
  files(): string[];
  /** Whether its journal says that nothing is left to be undone. */
  closed(): boolean;
}

/** Starts the built program on a real terminal of 120 by 40, in `cwd`, with what it may find in its environment. */
export function startOnTerminal(argv: string[], cwd: string, env: NodeJS.ProcessEnv = {}): OnTerminal {
  const quoted = [process.execPath, resolve('src/bin.js'), ...argv].map(word => `'${word}'`).join(' ');
  const terminal = spawn('script', ['-qfec', `stty cols 120 rows 40; exec ${quoted}`, '/dev/null'], {
    cwd,
    env: {PATH: '/usr/bin:/bin', HOME: '/nonexistent', TERM: 'xterm-256color', SHELL: '/bin/sh', ...env},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  terminal.stdout?.resume();
  const runs = join(cwd, 'runs');
  const dir = () => join(runs, (existsSync(runs) && readdirSync(runs)[0]) || 'none');
  const text = (file: string) => (existsSync(join(dir(), file)) ? readFileSync(join(dir(), file), 'utf8') : '');
  return {
    terminal,
    events: () => text('events.ndjson'),
    pid: () => Number(/"pid":(\d+)/.exec(text('journal.ndjson'))?.[1]),
    files: () => (existsSync(dir()) ? readdirSync(dir()) : []),
    closed: () => text('journal.ndjson').includes('closed'),
  };
}

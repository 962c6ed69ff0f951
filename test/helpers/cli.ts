import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {PassThrough} from 'node:stream';
import {onTestFinished, TestRunner} from 'vitest';
import type {Io} from '../../src/cli/io.js';
import {main} from '../../src/cli/main.js';

/** What a command came to. */
export interface Done {
  code: number;
  stdout: string;
  stderr: string;
}

/** The home of the person who runs drills in these tests: what they keep there outlives each command. */
export const HOME = mkdtempSync(join(tmpdir(), 'kubedrill-home-'));
process.once('exit', () => rmSync(HOME, {recursive: true, force: true}));

/** Neither kind nor an engine can be found here, whatever the machine has. */
export const BARE: NodeJS.ProcessEnv = {PATH: '/nonexistent', HOME};

/** Runs a command line in this process; its streams are no terminal. */
export const kubedrill = (...argv: string[]): Promise<Done> => kubedrillIn({}, ...argv);

/** As `kubedrill`, with more in its environment. */
export async function kubedrillIn(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<Done> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = {env: {...BARE, ...env}, stdin: new PassThrough(), stdout, stderr} as unknown as Io;
  const texts = [stdout, stderr].map(stream => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString('utf8');
  });
  const code = await main(argv, io);
  await new Promise(setImmediate);
  return {code, stdout: texts[0]?.() ?? '', stderr: texts[1]?.() ?? ''};
}

/** At most this long, in milliseconds: it may have a cluster to delete. */
const STOPPED_MS = 120_000;

/** Asks a process that still runs to stop, and waits until it has. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGCONT'); // one that was stopped hears nothing
  child.kill('SIGTERM');
  await closed;
}

/** A kubedrill that runs as a process of its own. */
export interface Running {
  child: ChildProcess;
  /** Everything on stderr so far. */
  stderr(): string;
  done: Promise<Done>;
}

/**
 * Starts the built program as users do; in `cwd`, with kind nowhere to be found unless the environment says so. A test that
 * fails before it has ended asks it to stop and waits, so that it cleans up before its folder goes.
 */
export function start(argv: string[], {cwd, env = BARE}: {cwd: string; env?: NodeJS.ProcessEnv}): Running {
  const child = spawn(process.execPath, [resolve('src/bin.js'), ...argv], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr?.on('data', chunk => {
    stderr += chunk;
  });
  const done = once(child, 'close').then(([code]) => ({code: code as number, stdout, stderr}));
  if (TestRunner.getCurrentTest()) onTestFinished(() => ended(child), STOPPED_MS);
  return {child, stderr: () => stderr, done};
}

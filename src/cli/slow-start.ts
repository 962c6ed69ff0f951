import {type Told, tellLines} from './io.js';

/** Commands that people wait for; the others have their result as soon as they could say that they are slow. */
const LONG: readonly string[] = ['run', 'coverage', 'doctor', 'cluster', 'stack', 'cleanup', 'rules'];

/** Node itself starts in 50 ms: where it takes this long, the code of a command takes longer than a second. */
const SLOW_BOOT_MS = 150;
const SILENCE_MS = 1000;

/** The command line that was started, where its progress goes, and how long ago that was. */
export interface Start extends Told {
  argv: readonly string[];
  /** Milliseconds since the process began. */
  afterMs: number;
}

/**
 * Says that a command starts, where the machine is so busy that its first line would come late. A timer could not: while
 * modules are loaded and files are read, none fires.
 */
export function saySlowStart({argv, stderr, afterMs}: Start): void {
  const command = argv.find(word => !word.startsWith('-')) ?? '';
  const isShort = !LONG.includes(command) || ['--quiet', '--help', '-h'].some(flag => argv.includes(flag));
  if (afterMs > SLOW_BOOT_MS && !isShort) tellLines({stderr}, [`kubedrill ${command}: starting`]);
}

/** Says what a command begins to do after a silence that was too long already. */
export function saySlowStep(what: string, {quiet, stderr, afterMs}: Omit<Start, 'argv'> & {quiet: boolean}): void {
  if (afterMs > SILENCE_MS && !quiet) tellLines({stderr}, [`kubedrill: ${what}`]);
}

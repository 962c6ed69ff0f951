import type {Command} from 'commander';
import type {GlobalFlags, Io} from '../io.js';
import {RUNS} from '../run/folder.js';

/** What goes on with something whose process was killed. */
export interface Resuming {
  /** For the help: what `[run]` names, what it does, and examples. */
  run: string;
  summary: string;
  examples: string;
  /** Goes on, to an exit code. */
  resume(run: string, flags: GlobalFlags & {out: string}, io: Io): Promise<number>;
}

/** A subcommand `resume [RUN]`. */
export function defineResume(
  parent: Command,
  {io, done}: {io: Io; done: (exitCode: number) => void},
  {run: named, summary, examples, resume}: Resuming,
): void {
  const command = parent.command('resume').summary(summary);
  command
    .argument('[run]', named, 'latest')
    .option('--out <dir>', 'where run folders are', RUNS)
    .addHelpText('after', examples)
    .action(async (run: string) => {
      done(await resume(run, {...typedFlags(command), out: command.opts<{out: string}>().out}, io));
    });
}

/** What stands on the command line itself: defaults would take the place of what the drill was begun with. */
export function typedFlags(command: Command): GlobalFlags {
  const {parent} = command;
  const own = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli');
  return {...(parent ? typedFlags(parent) : {}), ...Object.fromEntries(own)};
}

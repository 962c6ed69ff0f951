import type {Command} from 'commander';
import type {GlobalFlags, Io} from '../io.js';
import {RUNS} from '../run/folder.js';

const EXAMPLES = `
Examples:
  kubedrill live resume                 the newest drill in ./runs, after its conductor was killed
  kubedrill live resume 4f1c2a          another one

People keep their parts, and their streams go on. Attacks that were under way are cleaned up, and count as not executed
where they had no verdict yet; those to come are played on a new cluster. The clock waits for the facilitator.`;

/** `kubedrill live resume [RUN]`: goes on with a drill whose conductor was killed. */
export function defineResume(parent: Command, io: Io, done: (exitCode: number) => void): void {
  const command = parent.command('resume').summary('go on with a drill whose conductor was killed');
  command
    .argument('[run]', 'id or folder of the run', 'latest')
    .option('--out <dir>', 'where run folders are', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (run: string) => {
      const flags = {...typedFlags(command), out: command.opts<{out: string}>().out};
      const {resumeLive} = await import('./resume.js');
      done(await resumeLive(run, flags, io));
    });
}

/** What stands on the command line itself: defaults would take the place of what the drill was begun with. */
export function typedFlags(command: Command): GlobalFlags {
  const {parent} = command;
  const own = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli');
  return {...(parent ? typedFlags(parent) : {}), ...Object.fromEntries(own)};
}

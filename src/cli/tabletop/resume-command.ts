import type {Command} from 'commander';
import type {Io} from '../io.js';
import {typedFlags} from '../live/resume-command.js';
import {RUNS} from '../run/folder.js';

const EXAMPLES = `
Examples:
  kubedrill tabletop resume                 the newest tabletop in ./runs, after its process was killed
  kubedrill tabletop resume 4f1c2a          another one

People keep their parts; cards that were found, answers, decisions and clocks are as they were. The time in between does not
count, and the clock waits for the facilitator. With --what-if its cluster is made anew, and what was tried is done again.`;

/** `kubedrill tabletop resume [RUN]`: goes on with a tabletop whose process was killed. */
export function defineResume(parent: Command, io: Io, done: (exitCode: number) => void): void {
  const command = parent.command('resume').summary('go on with a tabletop whose process was killed');
  command
    .argument('[run]', 'id or folder of the run', 'latest')
    .option('--out <dir>', 'where run folders are', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (run: string) => {
      const flags = {...typedFlags(command), out: command.opts<{out: string}>().out};
      const {resumeTabletop} = await import('./resume.js');
      done(await resumeTabletop(run, flags, io));
    });
}

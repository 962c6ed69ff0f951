import type {Command} from 'commander';
import type {Io} from '../io.js';
import {typedFlags} from '../live/resume-command.js';
import {RUNS} from '../run/folder.js';

const EXAMPLES = `
Examples:
  kubedrill workshop resume                 the newest workshop in ./runs, after its process was killed
  kubedrill workshop resume 4f1c2a          another one

People keep their parts and their points, and what is not contained is attacked again. The clock waits for the trainer.`;

/** `kubedrill workshop resume [RUN]`: goes on with a workshop whose process was killed. */
export function defineResume(parent: Command, io: Io, done: (exitCode: number) => void): void {
  const command = parent.command('resume').summary('go on with a workshop whose process was killed');
  command
    .argument('[run]', 'id or folder of the workshop', 'latest')
    .option('--out <dir>', 'where run folders are', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (run: string) => {
      const flags = {...typedFlags(command), out: command.opts<{out: string}>().out};
      const {resumeWorkshop} = await import('./resume.js');
      done(await resumeWorkshop(run, flags, io));
    });
}

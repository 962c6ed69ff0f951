import type {Command} from 'commander';
import type {GlobalFlags, Io} from '../../io.js';
import {listenOptions} from '../../live/listen-options.js';
import {RUNS} from '../../run/folder.js';
import type {LabsFlags} from './labs.js';

const EXAMPLES = `
Examples:
  kubedrill workshop labs                                    every lab; checks are reported from this machine
  kubedrill workshop labs policy-order rules-verbs --listen 0.0.0.0:7443
  kubedrill lab check --report-to LINK --as ada              what each learner types; LINK is printed for learners

Exit codes: 0 the class took place · 2 usage · 3 no port`;

/** `kubedrill workshop labs`: collects the checks of labs that a class is at. */
export function defineLabs(parent: Command, io: Io, done: (exitCode: number) => void): void {
  const command = parent.command('labs').summary('collect the checks of labs that a class mends');
  listenOptions(command)
    .argument('[labs...]', 'labs that count; default: all')
    .option('--no-tui', 'plain lines also on a terminal')
    .option('--out <dir>', 'where run folders are made', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[]) => {
      const {runLabs} = await import('./labs.js');
      const own = command.opts<LabsFlags>();
      done(await runLabs(names, {...command.optsWithGlobals<GlobalFlags>(), ...own}, io));
    });
}

import type {Define} from '../define.js';
import {serverOptions} from '../live/listen-options.js';
import {defineResume} from '../live/resume-command.js';
import {RUNS} from '../run/folder.js';
import type {TabletopFlags} from '../tabletop/flags.js';
import {tabletopResumes} from '../tabletop/resume-command.js';

const EXAMPLES = `
Examples:
  kubedrill tabletop leaked-token                          you read out, type what the team does, and read what comes
  kubedrill tabletop leaked-token --listen 0.0.0.0:7443    with people in browsers and terminals, over TLS
  kubedrill tabletop leaked-token --answers answers.txt    the same again, from a file: one answer a line
  kubedrill tabletop leaked-token --what-if                kubectl commands are really done, on a simulated cluster
  kubedrill tabletop --random --roll --seed 7              another story every evening, with dice
  kubedrill tabletop leaked-token --print paper/           guide, handout, cards and forms, for a table without a computer
  kubedrill tabletop cards latest -o cards/                evidence cards of your own run

No cluster is made or touched, and nothing is sent anywhere: what the team finds was recorded before, and says so.
Exit codes: 0 played · 1 a gate on the response of people does not hold · 2 usage, or an answer that is not understood ·
3 a port or a disk · 130 stopped`;

/** `kubedrill tabletop DRILL`: a drill around a table; below it, what makes its evidence. */
export const define: Define = (command, io, done) => {
  serverOptions(command)
    .argument('[drill]', 'drill id or file; default: leaked-token')
    .option('--listen <address>', 'people join in browsers and terminals; absent: one keyboard for all')
    .option('--answers <file>', 'plays what stands in a file, one answer a line, on a clock of its own')
    .option('--cards <dir>', 'evidence cards of your own, before those of the package')
    .option('--clock', 'the script goes by the clock; default: its facilitator goes through it by hand')
    .option('--look-cost <duration>', 'story time that a look costs when it finds nothing', '3m')
    .option('--roll', 'a look needs luck, too: a die of twenty sides, and 3 more for the written procedure')
    .option(
      '--what-if',
      'commands of kubectl are really done, on a simulated cluster into which the attacks were played',
    )
    .option(
      '--print <dir>',
      'guide, handout, evidence cards and evaluation forms on paper, as HTML and PDF; nothing is played',
    )
    .option('--random', 'a story drawn from the catalogue, one attack for each tactic')
    .option('--seed <n>', 'of the story, of the dice and of what varies in the drill; default: 1, with --random any')
    .option('--out <dir>', 'where run folders are made', RUNS)
    .option('--no-tui', 'plain lines also on a terminal')
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async (drill: string | undefined) => {
      const flags = command.optsWithGlobals<TabletopFlags>();
      const {runTabletop} = await import('../tabletop/tabletop.js');
      done(await runTabletop(drill, flags, io));
    });
  defineResume(command, {io, done}, tabletopResumes);
  command
    .command('cards')
    .description('make evidence cards of a recorded run')
    .argument('<run>', 'the folder or id of a run, or latest')
    .requiredOption('-o, --output <dir>', 'where the cards are written, one file a scenario')
    .option('--out <dir>', 'where run folders are', RUNS)
    .action(async (run: string, flags: {output: string; out: string}) => {
      const {recordCards} = await import('../tabletop/record.js');
      done(recordCards(run, flags, io));
    });
};

import {Option} from 'commander';
import {LAYOUTS} from '../../events/workshop.js';
import {loadDrill} from '../../scenario/load.js';
import type {Define} from '../define.js';
import type {GlobalFlags} from '../io.js';
import {listenOptions} from '../live/listen-options.js';
import {defineResume} from '../live/resume-command.js';
import {RUNS} from '../run/folder.js';
import {saySlowStep} from '../slow-start.js';
import type {WorkshopFlags} from '../workshop/flags.js';
import {defineLabs} from '../workshop/labs/labs-command.js';
import {workshopResumes} from '../workshop/resume-command.js';

const EXAMPLES = `
Examples:
  kubedrill workshop core --teams 10                        ten teams, each with a simulated cluster of its own
  kubedrill workshop core --teams 3 --names red,green,blue  teams with names
  kubedrill workshop core --teams 10 --listen 0.0.0.0:7443  students in the same network, over TLS
  kubedrill workshop core --teams 6 --on namespaces         teams share one kind cluster
  kubedrill workshop core --teams 3 --on clusters           a kind cluster for each team
  kubedrill workshop core --print paper                     trainer’s guide and student’s sheet
  kubedrill workshop resume                                 go on after the process was killed
  kubedrill workshop labs                                   collect the checks of labs that a class mends

Everybody joins in a browser, by a code: the trainer, the board for the projector, and the students of each team.
Keep the trainer's code to yourself. Exit codes: 0 the workshop took place · 2 usage · 3 no cluster, or no port`;

/** `kubedrill workshop DRILL`: a class that attacks, defends and mends, each team on a cluster of its own. */
export const define: Define = (command, io, done) => {
  listenOptions(command)
    .argument('[drill]', 'drill id or file', 'core')
    .option('--teams <n>', 'how many teams there are', '4')
    .option('--names <names>', 'what they are called: red,green,blue; default: team-1, team-2 …')
    .addOption(new Option('--on <layout>', 'what the teams work on').choices(LAYOUTS).default('simulated'))
    .option('--length <duration>', 'how long it takes: then it ends on its own, or is prolonged', '2h')
    .option('--context <name>', 'with --on namespaces: a cluster of your own, by its context')
    .option('--yes-this-cluster <name>', 'the same name again, where there is no terminal to type it')
    .option('--audit-log <file>', 'with --context: a file that its API server writes its audit log to')
    .option('--node-image <image>', 'node image of kind clusters (also KUBEDRILL_NODE_IMAGE)')
    .option('--force', 'with --on clusters: more than this machine seems to take')
    .option('--print <dir>', 'the trainer’s guide and the student’s sheet for paper, and no workshop')
    .option('--start', 'begin as soon as the clusters are ready, without a trainer')
    .option('--no-tui', 'plain lines also on a terminal')
    .option('--workload-image <image>', 'image of the pods that scenarios create')
    .option('--out <dir>', 'where run folders are made', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (drill: string) => {
      const flags = command.optsWithGlobals<WorkshopFlags & GlobalFlags>();
      if (flags.print !== undefined) {
        const {printPaper} = await import('../workshop/paper/print.js');
        return done(await printPaper(loadDrill(drill), flags.print, flags.language, io));
      }
      const begunAt = performance.now();
      const {runWorkshop} = await import('../workshop/workshop.js');
      const told = {quiet: flags.quiet === true, stderr: io.stderr, afterMs: performance.now() - begunAt};
      saySlowStep('reading scenarios and rules', told);
      done(await runWorkshop(loadDrill(drill), flags, io));
    });
  defineResume(command, {io, done}, workshopResumes);
  defineLabs(command, io, done);
};

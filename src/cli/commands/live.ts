import {varied} from '../../scenario/exercise/vary.js';
import {loadDrill} from '../../scenario/load.js';
import type {Define} from '../define.js';
import type {GlobalFlags} from '../io.js';
import {defineAck} from '../live/ack-command.js';
import {listenOptions} from '../live/listen-options.js';
import type {LiveFlags} from '../live/live.js';
import {liveResumes} from '../live/live-resumes.js';
import {defineMsel} from '../live/msel-command.js';
import {defineResume} from '../live/resume-command.js';
import {countFlag, SEED} from '../number-flags.js';
import {clusterOptions} from '../run/cluster-options.js';
import {RUNS} from '../run/folder.js';
import {ownRules} from '../run/scenario-options.js';
import {saySlowStep} from '../slow-start.js';

/** Seeds are short, so that people can tell them to each other. */
const EXAMPLES = `
Examples:
  kubedrill live core                                      a drill with people; those on this machine can join
  kubedrill live core --listen 0.0.0.0:7443                others on the network, too, over TLS
  kubedrill live core --cluster simulated --start          without Docker, beginning as soon as it can
  kubedrill live leaked-token --seed 2                     a story of 20 minutes, for a team that has played it once
  kubedrill live ack A1 --as lead                          answer a run that is under way

On a terminal it shows the facilitator's screen: \`j\` there shows how people join, \`?\` every key. The drill does not
depend on it: \`q\` leaves it, and the drill goes on.
Each role has a code of its own. The facilitator's code sees and steers everything: keep it to yourself.
Exit codes: as those of kubedrill run`;

/** `kubedrill live DRILL`: a drill with people; below it, what is said to one that is under way. */
export const define: Define = (command, io, done) => {
  listenOptions(clusterOptions(command))
    .argument('[drill]', 'drill id or file', 'core')
    .option('--seed <n>', 'another one makes a drill that varies another one: names, times, order', '1')
    .option('--start', 'begin as soon as the cluster is ready, also where roles have nobody yet')
    .option('--workload-image <image>', 'image of the pods that scenarios create')
    .addOption(ownRules())
    .option('--stack <file>', 'your own logging and alerting: a stack file, see docs/stack.md')
    .option('--out <dir>', 'where run folders are made', RUNS)
    .option('--no-tui', 'plain lines also on a terminal')
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async (drill: string) => {
      const flags = command.optsWithGlobals<LiveFlags & GlobalFlags>();
      const begunAt = performance.now();
      const {runLive} = await import('../live/live.js');
      const told = {quiet: flags.quiet === true, stderr: io.stderr, afterMs: performance.now() - begunAt};
      saySlowStep('reading scenarios and rules', told);
      const seed = countFlag('--seed', flags.seed, SEED);
      done(await runLive(varied(loadDrill(drill), seed), flags, io));
    });
  defineAck(command, io, done);
  defineResume(command, {io, done}, liveResumes);
  defineMsel(command, io, done);
};

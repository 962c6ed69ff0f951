import {Option} from 'commander';
import {DEFAULT_STORE} from '../../history/store/place.js';
import {loadDrill} from '../../scenario/load.js';
import type {Define} from '../define.js';
import type {GlobalFlags} from '../io.js';
import {PLACEHOLDERS_HELP} from '../rules/placeholders.js';
import {clusterOptions} from '../run/cluster-options.js';
import {RUNS} from '../run/folder.js';
import {HISTORY_FILE_HELP} from '../run/history-file.js';
import type {RunFlags} from '../run/options.js';
import {again, ownRules, scenarioOptions} from '../run/scenario-options.js';
import {sendOptions} from '../send/targets.js';
import {saySlowStep} from '../slow-start.js';

const EXAMPLES = `
Examples:
  kubedrill run                                           the core drill
  kubedrill run secrets-listed escalating-role:granted    two scenarios, one of them in a variant
  kubedrill run --all                                     every scenario there is
  kubedrill run --all --variants                          and every variant of each
  kubedrill run ./my-scenario.yaml --rules ./my-rules     one of your own, with rules of your own
  kubedrill run --cluster kind --node-image kindest/node:v1.34.4
  kubedrill run --reuse                                   on the cluster that \`kubedrill cluster up\` made
  kubedrill run --cluster existing --context staging --stack stack.yaml
  kubedrill run --all --cluster envtest --assets ./bin    real kube-apiserver and etcd, no nodes, up in seconds
  kubedrill run --rules ./my-rules --sla 10s              your own Sigma rules: any alert on the attack counts
  kubedrill run --stack stack.yaml                        follow each attack through your own stack
  kubedrill run pod-exec --cluster kind --respond 10m     people contain the attack, and are measured
  kubedrill run --json --quiet > result.json`;

/** `kubedrill run`: flags become one call of `runDrill`. */
export const define: Define = (command, io, done) => {
  sendOptions(clusterOptions(scenarioOptions(command)))
    .option('--workload-image <image>', 'image of the pods that scenarios create')
    .addOption(ownRules())
    .option('--placeholders <file>', PLACEHOLDERS_HELP)
    .option('--stack <file>', 'your own logging and alerting: a stack file, see docs/stack.md')
    .option('--sla <duration>', 'one SLA for every expectation, such as 10s')
    .option('--sla-factor <number>', 'multiply every SLA')
    .option('--grace <duration>', 'how long after its SLA a signal still counts as late')
    .option('--parallel <number>', "how many scenarios run side by side; default: the drill's, 5 in core")
    .option('--retry <number>', 'play a scenario again that was missed, late or inconclusive: 0, 1 or 2 times', '0')
    .option(
      '--respond [duration]',
      'people respond: each attack stays until they have contained it or their time is over; default: as each scenario says, 15m',
    )
    .option(
      '--responders <names>',
      'people who get an account and a kubeconfig of their own, such as lead,res1; implies --respond',
    )
    .addOption(
      new Option('--label <key=value>', 'said of the run in its result, such as team=pay; again for more').argParser(
        again,
      ),
    )
    .option('--fleet <name>', 'the fleet that this cluster is one of')
    .option('--history [url]', `keep the run in a history; default: as history.yaml says, or ${DEFAULT_STORE}`)
    .option('--history-file <file>', HISTORY_FILE_HELP)
    .option('--out <dir>', 'where run folders are made', RUNS)
    .option('--no-tui', 'plain lines also on a terminal')
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async (scenarios: string[]) => {
      const flags = command.optsWithGlobals<RunFlags & GlobalFlags>();
      const begunAt = performance.now();
      const {runDrill} = await import('../run/run.js');
      const told = {quiet: flags.quiet === true, stderr: io.stderr, afterMs: performance.now() - begunAt};
      saySlowStep('reading scenarios and rules', told);
      done(await runDrill(loadDrill(flags.drill), scenarios, flags, io));
    });
};

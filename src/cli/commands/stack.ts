import {Option} from 'commander';
import {installableStack, stackNames} from '../../cluster/install/definition.js';
import type {Define} from '../define.js';
import {type Io, writeJson, writeText} from '../io.js';
import {RUNS} from '../run/folder.js';
import {KEPT_CLUSTER} from '../run/options.js';
import type {StackFlags} from '../stack/cluster.js';
import {table} from '../table.js';

const EXAMPLES = `
Examples:
  kubedrill stack list
  kubedrill stack up efk        into the cluster that \`kubedrill cluster up\` has made
  kubedrill stack up gatekeeper --cluster existing --context staging
  kubedrill stack down efk`;

/** `kubedrill stack up|down|list`: a logging and alerting stack for a cluster that has none. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', 'up, down or list')
    .argument('[name]', `a stack: ${stackNames().join(', ')}`)
    .addOption(new Option('--cluster <kind>', 'kind or existing').default('kind'))
    .option('--reuse [name]', `the drill cluster, where it is not ${KEPT_CLUSTER}`)
    .option('--context <name>', 'with --cluster existing: the context of your kubeconfig')
    .option('--yes-this-cluster <name>', 'the same context again, where there is no terminal to type it')
    .option('--host-address <address>', 'where pods reach this machine, when kind does not say: for stacks that post')
    .option('--timeout <duration>', 'how long it may take to come up, or to go', '10m')
    .option('--out <dir>', 'where the stack file and its secrets are kept', RUNS)
    .addHelpText('after', EXAMPLES)
    .action(async (action: string, name: string | undefined) => {
      const flags = command.optsWithGlobals<StackFlags>();
      if (action === 'list') list(flags, io);
      else await (await import('../stack/change.js')).changeStack(action, name, flags, io);
      done(0);
    });
};

function list(flags: StackFlags, io: Io): void {
  const stacks = stackNames().map(installableStack);
  if (flags.json)
    writeJson(
      io,
      stacks.map(({name, title, namespace, memory}) => ({name, title, namespace, memory})),
    );
  else writeText(io, table([['stack', 'memory', 'what it is'], ...stacks.map(s => [s.name, s.memory, s.title])]));
}

import {ApiClient} from '../../cluster/api/client.js';
import {type InstallableStack, installableStack, stackNames} from '../../cluster/install/definition.js';
import {removeStack} from '../../cluster/install/down.js';
import {Objects} from '../../cluster/install/objects.js';
import {renderFolder} from '../../cluster/install/render.js';
import type {Waiting} from '../../cluster/install/rollout.js';
import {installStack} from '../../cluster/install/up.js';
import {realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {watchInterrupts} from '../interrupts.js';
import {type Io, tellLines, writeJson, writeLines} from '../io.js';
import {durationFlag} from '../number-flags.js';
import {type StackCluster, type StackFlags, stackCluster} from './cluster.js';
import {removeStackFolder, stackFolder, writeStackFolder} from './folder.js';

interface Change {
  stack: InstallableStack;
  target: StackCluster;
  flags: StackFlags;
  io: Io;
  waiting: Waiting;
  objects: Objects;
}

const ACTIONS: Record<string, (change: Change) => Promise<void>> = dictionary({up, down});

/**
 * `stack up` and `stack down`.
 *
 * @throws DrillError: 2 for wrong flags, 3 when the cluster refuses or the stack does not come up.
 */
export async function changeStack(action: string, name: string | undefined, flags: StackFlags, io: Io): Promise<void> {
  const act = ACTIONS[action];
  if (!act) throw usageError(`stack ${action} is not one of ${Object.keys(ACTIONS).join(', ')}, list`);
  if (name === undefined) throw usageError(`stack ${action} needs a name`, [`stacks: ${stackNames().join(', ')}`]);
  const stack = installableStack(name);
  const timeoutMs = durationFlag('--timeout', flags.timeout, '1s', '1d');
  const interrupts = watchInterrupts(io);
  const {signal} = interrupts;
  let client: ApiClient | undefined;
  try {
    const target = await stackCluster(flags, io, interrupts);
    client = new ApiClient(target.cluster.kubeConfig, 'kubedrill/stack');
    const onProgress = (line: string) => void (flags.quiet || tellLines(io, [`  ${line}`]));
    const waiting = {clock: realClock, signal, timeoutMs, onProgress};
    await act({stack, target, flags, io, waiting, objects: new Objects(client, signal)});
  } finally {
    await client?.close();
    interrupts.close();
  }
}

async function up({stack, target, flags, io, waiting, objects}: Change): Promise<void> {
  const {cluster, kubectl} = target;
  const hostAddress = stack.postsToHost ? (flags.hostAddress ?? cluster.hostAddress) : undefined;
  if (stack.postsToHost && hostAddress === undefined) {
    throw usageError(`${stack.name} posts to this machine, but the address that its pods reach it at is not known`, [
      '--host-address ADDRESS, an address of this machine that the cluster can reach',
    ]);
  }
  const planned = await renderFolder(stack.dir, io.env, waiting.signal);
  const secrets = await installStack(objects, stack, planned, {...waiting, hostAddress});
  const file = writeStackFolder(stackFolder(flags.out, cluster.name, stack.name), stack, secrets);
  const forwards = stack.forward.map(({service, port, what}) => ({
    what,
    command: `${kubectl} -n ${stack.namespace} port-forward svc/${service} ${port}`,
  }));
  const run = `kubedrill run ${whereOf(flags)} --stack ${file}`;
  const {name, namespace, title, notes} = stack;
  if (flags.json) {
    writeJson(io, {stack: name, cluster: cluster.name, namespace, file, forwards, notes, run});
    return;
  }
  const lines = [
    `${title} is up in namespace ${namespace} of ${cluster.name}`,
    ...forwards.flatMap(({what, command}) => [`  ${what}:`, `    ${command}`]),
    ...notes.map(note => `  ${note}`),
    `next: ${run}`,
  ];
  writeLines(io, lines);
}

/** The same cluster, for `run`. */
function whereOf({cluster, reuse, context}: StackFlags): string {
  if (cluster === 'existing') return `--cluster existing --context ${context}`;
  return typeof reuse === 'string' ? `--reuse ${reuse}` : '--reuse';
}

async function down({stack, target: {cluster}, flags, io, waiting, objects}: Change): Promise<void> {
  const deleted = await removeStack(objects, stack, waiting);
  removeStackFolder(stackFolder(flags.out, cluster.name, stack.name));
  if (flags.json) writeJson(io, {stack: stack.name, cluster: cluster.name, deleted});
  else if (deleted) writeLines(io, [`${stack.title} is gone from ${cluster.name}`]);
  else writeLines(io, [`${stack.name} is not installed in ${cluster.name}`]);
}

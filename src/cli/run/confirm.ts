import {type ClusterRequest, IN_CLUSTER} from '../../cluster/request.js';
import {usageError} from '../../lib/errors.js';
import {printable} from '../../lib/text/printable.js';
import {ask} from '../ask.js';
import type {Interrupts} from '../interrupts.js';
import type {Io} from '../io.js';

/**
 * Makes sure that a person who changes a cluster that others use means that very one: its context is typed once more,
 * at the terminal or as `--yes-this-cluster`.
 *
 * @param interrupts end the question, too: Ctrl-C is a key to a prompt.
 * @param deed what would be done to the cluster.
 * @throws DrillError (exit code 2) when it was not.
 */
export async function confirmCluster(
  request: Pick<ClusterRequest, 'context'>,
  yes: string | undefined,
  io: Io,
  interrupts: Interrupts,
  deed = 'the drill would attack',
): Promise<void> {
  const {context} = request;
  if (context === undefined) return;
  if (context === IN_CLUSTER) return confirmSurrounding(yes, io, interrupts, deed);
  if (yes === context) return;
  if (yes !== undefined) {
    throw usageError(`--yes-this-cluster ${yes} is not the context that --context names, ${context}`, [
      'name the same context twice, or use another cluster',
    ]);
  }
  if (io.stdin.isTTY && io.stderr.isTTY) {
    const what = `${deed[0]?.toUpperCase()}${deed.slice(1)}`;
    const question = printable(`${what} the cluster of context ${context}. Type its name to go on: `);
    const typed = await ask(question, io, interrupts);
    if (typed.trim() === context) return;
    throw usageError('the name does not match: nothing was changed');
  }
  throw usageError(`${deed} the cluster of context ${context}: confirm it first`, [`--yes-this-cluster ${context}`]);
}

/** Every cluster is `in-cluster` to its pods, so that the word confirms nothing: the UID of kube-system does. */
async function confirmSurrounding(
  yes: string | undefined,
  {env}: Io,
  {signal}: Interrupts,
  deed: string,
): Promise<void> {
  const {inClusterConfig, uidOf} = await import('../../cluster/existing/in-cluster.js');
  const uid = await uidOf(inClusterConfig(env), signal);
  if (yes === uid) return;
  const next = [`--yes-this-cluster ${uid}`];
  if (yes === undefined) {
    throw usageError(`${deed} the cluster around this pod (UID of kube-system ${uid}): confirm it first`, next);
  }
  throw usageError(`--yes-this-cluster ${yes} is not the cluster around this pod (UID of kube-system ${uid})`, [
    `--yes-this-cluster ${uid}, if this cluster is meant`,
  ]);
}

import {environmentError} from '../../lib/errors.js';
import type {Secret} from '../../lib/secret.js';
import {until} from '../../lib/until.js';
import type {InstallableStack} from './definition.js';
import {belongsTo, writeInventory} from './inventory.js';
import {isCustom, type KubeObject, nameOf, refOf} from './kube-object.js';
import {accepted, type Objects} from './objects.js';
import {rollsOut, type Waiting, waitForRollout} from './rollout.js';
import {generateSecrets} from './secrets.js';

const RETRY_MS = 1000;

/**
 * Installs a stack, or goes on where an earlier try stopped: what is to be made is written down in the cluster first,
 * then applied, then waited for; objects of kinds that the stack itself brings come last.
 *
 * @param hostAddress where pods reach this machine.
 * @returns the generated secrets, by key.
 * @throws DrillError (exit code 3) when something of it is there that is not kubedrill's, is refused, or does not come
 * up.
 */
export async function installStack(
  objects: Objects,
  stack: InstallableStack,
  planned: readonly KubeObject[],
  {hostAddress, ...waiting}: Waiting & {hostAddress: string | undefined},
): Promise<Map<string, Secret>> {
  await refuseForeign(objects, stack.name, planned);
  const [namespaces, others] = split(planned, ({kind}) => kind === 'Namespace');
  const [custom, plain] = split(others, isCustom);
  for (const namespace of namespaces) await applied(objects, namespace);
  await writeInventory(objects, stack, planned);
  const secrets = await generateSecrets(objects, stack, hostAddress);
  for (const object of plain) await applied(objects, object);
  waiting.onProgress(`${planned.length} objects applied in ${stack.namespace}`);
  await waitForRollout(objects, plain.filter(rollsOut), waiting);
  for (const object of custom) await appliedOnceServed(objects, object, waiting);
  if (custom.length) waiting.onProgress(`${custom.length} objects of its own kinds applied`);
  return secrets;
}

/** Nothing that somebody else made is taken over, because `stack down` would take it away from them. */
async function refuseForeign(objects: Objects, stack: string, planned: readonly KubeObject[]): Promise<void> {
  const there = await Promise.all(planned.map(object => objects.read(refOf(object))));
  const going = there.find(object => object?.kind === 'Namespace' && object.metadata.deletionTimestamp !== undefined);
  if (going) {
    throw environmentError(`the namespace ${going.metadata.name} is still being deleted`, ['try again in a minute']);
  }
  const foreign = there.filter(object => object !== undefined).filter(object => !belongsTo(stack, object));
  const [first] = foreign;
  if (!first) return;
  const more = foreign.length > 1 ? `, and ${foreign.length - 1} more,` : '';
  throw environmentError(
    `${nameOf(refOf(first))}${more} is there already, and not by \`kubedrill stack up ${stack}\``,
    ['use what is there: write a stack file for it (docs/stack.md)', 'or choose another cluster'],
  );
}

const split = <T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] => [
  all.filter(test),
  all.filter(one => !test(one)),
];

async function applied(objects: Objects, object: KubeObject): Promise<void> {
  const name = nameOf(refOf(object));
  const answer = await objects.apply(object);
  if (!answer) throw environmentError(`the cluster knows no ${object.kind} of ${object.apiVersion}: ${name}`);
  accepted(answer, `apply ${name}`);
}

/**
 * A kind that the stack brings is served a moment after its definition; a webhook of the stack may not answer at once.
 */
async function appliedOnceServed(
  objects: Objects,
  object: KubeObject,
  {clock, signal, timeoutMs}: Waiting,
): Promise<void> {
  const answer = await until(() => objects.apply(object), {
    ...{clock, signal, within: timeoutMs, pauses: RETRY_MS},
    enough: given => given !== undefined && given.code !== 404 && given.code < 500,
  });
  if (!answer) throw environmentError(`the stack does not serve ${object.apiVersion} ${object.kind}`);
  accepted(answer, `apply ${nameOf(refOf(object))}`);
}

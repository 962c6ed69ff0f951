import {formatDuration} from '../../lib/duration.js';
import {environmentError} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import type {InstallableStack} from './definition.js';
import {belongsTo, labelledObjects, readInventory} from './inventory.js';
import {inOrder, isCustom, type KubeObject, nameOf, type ObjectRef, refOf} from './kube-object.js';
import type {Objects} from './objects.js';
import type {Waiting} from './rollout.js';

const POLL_MS = 500;

/**
 * Takes away what `stack up` has made: what the inventory names or the label marks, and of that only what carries the
 * label. Objects of the stack's own kinds go while its controllers still run; then webhooks, so that none of them refuses
 * what follows; the namespace goes last, with all in it.
 *
 * @returns how many objects were deleted by name; 0 when the stack was not there.
 * @throws DrillError (exit code 3) when the namespace is somebody else's, or something does not go.
 */
export async function removeStack(
  objects: Objects,
  {name, namespace}: Pick<InstallableStack, 'name' | 'namespace'>,
  waiting: Waiting,
): Promise<number> {
  const home = await objects.read({apiVersion: 'v1', kind: 'Namespace', name: namespace});
  if (home && !belongsTo(name, home)) {
    throw environmentError(`the namespace ${namespace} is not by \`kubedrill stack up ${name}\`: nothing was deleted`);
  }
  const named = [...(await readInventory(objects, namespace)), ...(await labelledObjects(objects, name))];
  const unique = [...new Map(named.map(ref => [JSON.stringify(ref), ref])).values()];
  const there = (await Promise.all(unique.map(ref => objects.read(ref)))).filter(object => object !== undefined);
  const doomed = inOrder(there.filter(object => belongsTo(name, object))).reverse();
  const custom = doomed.filter(isCustom);
  for (const object of custom) await gone(objects, object, waiting);
  const others = doomed.filter(object => !isCustom(object) && object.metadata.namespace !== namespace);
  for (const object of others) await objects.remove(refOf(object));
  if (doomed.length)
    waiting.onProgress(`${custom.length + others.length} objects deleted; waiting for ${namespace} to go`);
  for (const object of others) await gone(objects, object, waiting);
  for (const ref of custom) await unserved(objects, ref, waiting);
  return custom.length + others.length;
}

const gone = (objects: Objects, object: KubeObject, waiting: Waiting): Promise<void> =>
  untilDone(`${nameOf(refOf(object))} is not deleted`, waiting, async () => {
    const left = await objects.read(refOf(object));
    if (left && left.metadata.deletionTimestamp === undefined) await objects.remove(refOf(object));
    return left === undefined;
  });

/** The definitions of kinds that a controller made from objects of the stack are collected by and by. */
const unserved = (objects: Objects, {apiVersion, kind}: Pick<ObjectRef, 'apiVersion' | 'kind'>, waiting: Waiting) =>
  untilDone(
    `${kind} of ${apiVersion} is still served`,
    waiting,
    async () => !(await objects.serves({apiVersion, kind})),
  );

async function untilDone(
  otherwise: string,
  {clock, signal, timeoutMs}: Waiting,
  done: () => Promise<boolean>,
): Promise<void> {
  if (await until(done, {clock, signal, within: timeoutMs, pauses: POLL_MS, enough: yes => yes})) return;
  throw environmentError(`${otherwise} after ${formatDuration(timeoutMs)}`, [
    'the same `stack down` goes on from here',
  ]);
}

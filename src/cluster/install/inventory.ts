import {type KubeObject, type ObjectRef, refOf, STACK_LABEL} from './kube-object.js';
import {accepted, type Objects} from './objects.js';

/** The ConfigMap in the namespace of a stack that says what belongs to it. */
const INVENTORY = 'kubedrill-inventory';

/** Whether an object is of this stack. */
export const belongsTo = (stack: string, object: KubeObject): boolean =>
  object.metadata.labels?.[STACK_LABEL] === stack;

/** What the inventory of an installed stack names; nothing when there is none. */
export async function readInventory(objects: Objects, namespace: string): Promise<ObjectRef[]> {
  const found = await objects.read({apiVersion: 'v1', kind: 'ConfigMap', namespace, name: INVENTORY});
  const {data} = (found ?? {}) as {data?: {objects?: string}};
  return data?.objects ? (JSON.parse(data.objects) as ObjectRef[]) : [];
}

/** Writes down what is about to be made, beside what was written down before: nothing is made that is not named. */
export async function writeInventory(
  objects: Objects,
  {name, namespace}: {name: string; namespace: string},
  planned: readonly KubeObject[],
): Promise<void> {
  const before = await readInventory(objects, namespace);
  const all = new Map([...before, ...planned.map(refOf)].map(ref => [JSON.stringify(ref), ref]));
  const answer = await objects.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: INVENTORY, namespace, labels: {[STACK_LABEL]: name}},
    data: {objects: JSON.stringify([...all.values()])},
  });
  if (answer) accepted(answer, 'write the inventory of the stack');
}

/**
 * Everything in the cluster that carries the label of a stack. Secrets are not looked through: a list of them would be
 * an attack in the eyes of a watcher, and all of a stack's are in its namespace.
 */
export async function labelledObjects(objects: Objects, stack: string): Promise<ObjectRef[]> {
  const kinds = (await objects.kinds()).filter(({kind}) => !['Secret', 'Event'].includes(kind));
  const found = await Promise.all(
    kinds.map(({apiVersion, kind}) => objects.labelled(apiVersion, kind, `${STACK_LABEL}=${stack}`)),
  );
  return found.flat().map(refOf);
}

import type {KubeObject} from '../../objects.js';
import type {Change} from '../../store.js';
import {isOf, type Surroundings} from '../controller.js';

const DELAY_MS = 20;

/** A kind of object that a controller keeps in order. */
export interface Kept {
  group: string;
  resource: string;
  kind: string;
}

/**
 * Calls a controller for an object whenever what is wanted of it has changed, or something that belongs to it: soon, and
 * once however much changes meanwhile; not for what is on its way out.
 */
export function waking(
  {group, resource, kind}: Kept,
  {store, later}: Pick<Surroundings, 'store' | 'later'>,
  sync: (object: KubeObject) => void,
): (change: Change) => void {
  const waiting = new Set<string>();
  const wake = (namespace: string, name: string) => {
    const key = `${namespace}/${name}`;
    if (waiting.has(key)) return;
    waiting.add(key);
    later(DELAY_MS, () => {
      waiting.delete(key);
      const object = store.get({group, resource, namespace}, name);
      if (object && object.metadata.deletionTimestamp === undefined) sync(object);
    });
  };
  return change => {
    const {metadata} = change.object;
    const {namespace = '', name = ''} = metadata;
    // Its own writing changes no generation.
    const isWanted = change.type !== 'DELETED' && change.before?.metadata.generation !== metadata.generation;
    if (isOf(change, resource, group) && isWanted) wake(namespace, name);
    const owner = metadata.ownerReferences?.find(({controller}) => controller);
    if (owner?.kind === kind) wake(namespace, owner.name);
  };
}

/** A status without what is nothing, which Kubernetes does not write. */
export const withoutNothing = (status: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0 && value !== undefined));

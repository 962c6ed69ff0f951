import {shapeOf} from '../shapes/shapes.js';
import type {Controller} from './controller.js';

const DELAY_MS = 20;

/** Lets go of volumes and claims that nobody uses: here nobody does. */
export const protection: Controller =
  ({store, later}) =>
  change => {
    const {group, resource, type, object} = change;
    const {finalizer} = shapeOf(group, resource);
    const {deletionTimestamp, namespace, name = '', finalizers} = object.metadata;
    if (type !== 'MODIFIED' || finalizer === undefined || deletionTimestamp === undefined) return;
    if (!finalizers?.includes(finalizer)) return;
    later(DELAY_MS, () => {
      const others = finalizers.filter(other => other !== finalizer);
      const collection = {group, resource, namespace};
      if (!others.length) store.remove(collection, name);
      else store.put(collection, {...object, metadata: {...object.metadata, finalizers: others}});
    });
  };

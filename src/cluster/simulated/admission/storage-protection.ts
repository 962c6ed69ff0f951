import {shapeOf} from '../shapes/shapes.js';
import type {Plugin} from './plugin.js';

/** StorageObjectInUseProtection: volumes and claims are held by a finalizer, which their controller takes away. */
export const withProtection: Plugin = (_machinery, {call, operation, after}) => {
  const {finalizer} = shapeOf(call.info.apiGroup ?? '', call.info.resource ?? '');
  if (!after || operation !== 'CREATE' || finalizer === undefined) return undefined;
  const finalizers = [...new Set([...(after.metadata.finalizers ?? []), finalizer])];
  return {...after, metadata: {...after.metadata, finalizers}};
};

import {isMap, type KubeObject} from '../objects.js';

/** Whether a pod answers, as its status says. */
export function isReady({status}: KubeObject): boolean {
  const conditions = isMap(status) && Array.isArray(status.conditions) ? (status.conditions as unknown[]) : [];
  return conditions.some(condition => isMap(condition) && condition.type === 'Ready' && condition.status === 'True');
}

/** Whether a pod is there to stay: neither at its end nor on its way there. */
export const isActive = ({metadata, status}: KubeObject): boolean =>
  metadata.deletionTimestamp === undefined &&
  !(isMap(status) && ['Succeeded', 'Failed'].includes(String(status.phase)));

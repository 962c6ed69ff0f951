import {isMap, type KubeObject} from './objects.js';
import {parseQuantity, printQuantity} from './quantity.js';

interface Resources {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/** What one pod takes of a quota, by the quota's names for it; what no container asks for is absent. */
export function usageOf(pod: KubeObject): Record<string, number> {
  const containers = isMap(pod.spec) && Array.isArray(pod.spec.containers) ? pod.spec.containers : [];
  const usage: Record<string, number> = {pods: 1};
  for (const {resources = {}} of containers as {resources?: Resources}[]) {
    for (const part of ['requests', 'limits'] as const) {
      for (const [name, quantity] of Object.entries(resources[part] ?? {})) {
        const key = `${part}.${name}`;
        usage[key] = (usage[key] ?? 0) + parseQuantity(quantity);
      }
    }
  }
  return usage;
}

/** The names of a quota that a pod counts against. */
export const limitedBy = (hard: Record<string, string>, usage: Record<string, number>): string[] =>
  Object.keys(hard).filter(name => usage[name] !== undefined || usage[`requests.${name}`] !== undefined);

/** What all pods of a namespace take of a quota. */
export function usedOf(hard: Record<string, string>, pods: readonly KubeObject[]): Record<string, string> {
  const usages = pods.map(usageOf);
  const sum = (name: string) =>
    usages.reduce((total, usage) => total + (usage[name] ?? usage[`requests.${name}`] ?? 0), 0);
  return Object.fromEntries(Object.keys(hard).map(name => [name, printQuantity(sum(name))]));
}

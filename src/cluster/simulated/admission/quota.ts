import {subjectOf} from '../call.js';
import type {KubeObject} from '../objects.js';
import {parseQuantity, printQuantity} from '../quantity.js';
import {limitedBy, usageOf} from '../quota.js';
import {forbidden} from '../status.js';
import {concerns, type Plugin} from './plugin.js';

/**
 * ResourceQuota: a namespace holds no more than its quotas grant. What passes is charged at once, so that two that come
 * right after one another do not both fit; the controller counts again what then became of it.
 */
export const checkQuota: Plugin = ({store}, write) => {
  const {call, after: pod} = write;
  if (!pod || !concerns(write, 'pods')) return undefined;
  const {namespace} = call.info;
  const asked = usageOf(pod);
  const collection = {group: '', resource: 'resourcequotas', namespace};
  const charged: KubeObject[] = [];
  for (const quota of store.list(collection)) {
    const {hard = {}, used = {}} = (quota.status ?? {}) as {
      hard?: Record<string, string>;
      used?: Record<string, string>;
    };
    const limited = limitedBy(hard, asked);
    const missing = Object.keys(hard).filter(name => isCompute(name) && asked[canonical(name)] === undefined);
    if (missing.length) {
      const containers = (pod.spec as {containers: {name: string}[]}).containers.map(c => c.name).join(',');
      throw forbidden(
        subjectOf(call, pod.metadata.name),
        `failed quota: ${quota.metadata.name}: ${missing.map(name => `must specify ${name} for: ${containers}`).join('; ')}`,
      );
    }
    const after = (name: string) => needed(used[name]) + (asked[canonical(name)] ?? 0);
    const over = limited.filter(name => after(name) > needed(hard[name]));
    if (!over.length) {
      const sums = limited.map(name => [name, printQuantity(after(name))]);
      if (sums.length) charged.push({...quota, status: {hard, used: {...used, ...Object.fromEntries(sums)}}});
      continue;
    }
    const told = (value: (name: string) => string) => over.map(name => `${name}=${value(name)}`).join(',');
    throw forbidden(
      subjectOf(call, pod.metadata.name),
      `exceeded quota: ${quota.metadata.name}, requested: ${told(name => printQuantity(asked[canonical(name)] ?? 0))}, used: ${told(name => used[name] ?? '0')}, limited: ${told(name => hard[name] ?? '0')}`,
    );
  }
  if (!call.dryRun) for (const quota of charged) store.put(collection, quota);
  return undefined;
};

const needed = (quantity: string | undefined): number => parseQuantity(quantity ?? '0');
/** `cpu` is short for what is requested of it. */
const canonical = (name: string): string => (['cpu', 'memory'].includes(name) ? `requests.${name}` : name);
const isCompute = (name: string): boolean => /^(requests\.|limits\.)?(cpu|memory)$/.test(name);

import {isMap} from '../objects.js';

/**
 * Lists that a strategic merge patch merges by a key instead of replacing them: `patchMergeKey` of the types of the
 * Kubernetes API. No name stands for two lists with different keys, but for ports.
 */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  ...{containers: 'name', initContainers: 'name', ephemeralContainers: 'name', volumes: 'name', env: 'name'},
  ...{imagePullSecrets: 'name', secrets: 'name', resourceClaims: 'name', schedulingGates: 'name', webhooks: 'name'},
  ...{matchConditions: 'name', variables: 'name', volumeMounts: 'mountPath', volumeDevices: 'devicePath'},
  ...{hostAliases: 'ip', podIPs: 'ip', hostIPs: 'ip', topologySpreadConstraints: 'topologyKey'},
  ...{conditions: 'type', addresses: 'type', ownerReferences: 'uid'},
};

/** The key by which a list is merged; undefined for one that is replaced. */
export function mergeKeyOf(name: string, list: readonly unknown[]): string | undefined {
  if (name === 'ports') return list.some(item => isMap(item) && 'containerPort' in item) ? 'containerPort' : 'port';
  return Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
}

/** Lists of texts that are united instead of replaced. */
export const isUnited = (name: string): boolean => name === 'finalizers';

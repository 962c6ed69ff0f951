import type {KubeObject} from '../objects.js';
import {ageOf, countOf, fieldsOf, itemsOf, type Printer, since, sizeOf, specOf, statusOf, textOr} from './cells.js';

const ROLE = /^node-role\.kubernetes\.io\/(.+)$/;

function rolesOf({metadata}: KubeObject): string {
  const labels = Object.entries(metadata.labels ?? {});
  const roles = labels.flatMap(([key, value]) => {
    const role = ROLE.exec(key)?.[1] ?? (key === 'kubernetes.io/role' ? value : '');
    return role ? [role] : [];
  });
  return [...new Set(roles)].sort().join(',') || '<none>';
}

function nodeState(node: KubeObject): string {
  const ready = itemsOf(statusOf(node).conditions).find(({type}) => type === 'Ready');
  const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return specOf(node).unschedulable ? `${state},SchedulingDisabled` : state;
}

export const nodes: Printer = {
  columns: 'Name,Status,Roles,Age,Version|Internal-IP,External-IP,OS-Image,Kernel-Version,Container-Runtime',
  cells: (node, at) => {
    const {nodeInfo, addresses} = statusOf(node);
    const address = (kind: string) => textOr(itemsOf(addresses).find(({type}) => type === kind)?.address, '<none>');
    const {kubeletVersion, osImage, kernelVersion, containerRuntimeVersion} = fieldsOf(nodeInfo);
    return [
      ...[node.metadata.name, nodeState(node), rolesOf(node), ageOf(node, at), textOr(kubeletVersion, '')],
      ...[address('InternalIP'), address('ExternalIP')],
      ...[osImage, kernelVersion, containerRuntimeVersion].map(said => textOr(said, '<unknown>')),
    ];
  },
};

export const namespaces: Printer = {
  columns: 'Name,Status,Age',
  cells: (namespace, at) => [namespace.metadata.name, statusOf(namespace).phase, ageOf(namespace, at)],
};

export const configMaps: Printer = {
  columns: 'Name,Data,Age',
  cells: (map, at) => [map.metadata.name, sizeOf(map.data) + sizeOf(map.binaryData), ageOf(map, at)],
};

function sourceOf({source, reportingComponent, reportingInstance}: KubeObject): string {
  const {component, host} = fieldsOf(source);
  const who = textOr(component, textOr(reportingComponent, ''));
  const where = textOr(host, textOr(reportingInstance, ''));
  return where ? `${who}, ${where}` : who;
}

export const events: Printer = {
  columns: 'Last Seen,Type,Reason,Object|Subobject,Source;Message|First Seen,Count,Name',
  cells: (event, at) => {
    const {involvedObject, regarding, series, count} = event;
    const about = fieldsOf(involvedObject ?? regarding);
    const begun = textOr(event.firstTimestamp ?? event.deprecatedFirstTimestamp, String(event.eventTime ?? ''));
    const first = since(begun, at);
    const ended = fieldsOf(series).lastObservedTime ?? event.lastTimestamp ?? event.deprecatedLastTimestamp;
    const times = fieldsOf(series).count ?? (count || event.deprecatedCount || 1);
    const kind = String(about.kind ?? '').toLowerCase();
    return [
      ...[ended ? since(ended, at) : first, textOr(event.type, ''), textOr(event.reason, '')],
      ...[about.name ? `${kind}/${about.name}` : kind, textOr(about.fieldPath, ''), sourceOf(event)],
      ...[String(event.message ?? event.note ?? '').trim(), first, countOf(times), event.metadata.name],
    ];
  },
};

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
/** In the order of the table above, each once. */
const modesText = (modes: unknown): string =>
  Object.keys(MODES)
    .filter(mode => Array.isArray(modes) && modes.includes(mode))
    .map(mode => MODES[mode])
    .join(',');

const stateOf = (object: KubeObject): string =>
  object.metadata.deletionTimestamp === undefined ? textOr(statusOf(object).phase, '') : 'Terminating';

export const persistentVolumes: Printer = {
  columns:
    'Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age|VolumeMode',
  cells: (volume, at) => {
    const spec = specOf(volume);
    const {capacity, accessModes, persistentVolumeReclaimPolicy, claimRef, storageClassName, volumeMode} = spec;
    const {namespace, name} = fieldsOf(claimRef);
    return [
      ...[volume.metadata.name, textOr(fieldsOf(capacity).storage, '0'), modesText(accessModes)],
      ...[persistentVolumeReclaimPolicy, stateOf(volume), name ? `${namespace}/${name}` : ''],
      ...[textOr(storageClassName, ''), textOr(spec.volumeAttributesClassName, '<unset>')],
      ...[textOr(statusOf(volume).reason, ''), ageOf(volume, at), textOr(volumeMode, '<unset>')],
    ];
  },
};

export const persistentVolumeClaims: Printer = {
  columns: 'Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age|VolumeMode',
  cells: (claim, at) => {
    const [{volumeName, storageClassName, volumeMode, volumeAttributesClassName}, status] = [
      specOf(claim),
      statusOf(claim),
    ];
    const bound = volumeName ? [fieldsOf(status.capacity).storage, modesText(status.accessModes)] : ['', ''];
    return [
      ...[claim.metadata.name, stateOf(claim), textOr(volumeName, ''), ...bound, textOr(storageClassName, '')],
      ...[textOr(volumeAttributesClassName, '<unset>'), ageOf(claim, at), textOr(volumeMode, '<unset>')],
    ];
  },
};

export const resourceQuotas: Printer = {
  columns: 'Name,Request,Limit,Age',
  cells: (quota, at) => {
    const {hard, used} = statusOf(quota);
    const names = Object.keys(fieldsOf(hard)).sort();
    const text = (isLimit: boolean) =>
      names
        .filter(name => name.startsWith('limits.') === isLimit)
        .map(name => `${name}: ${fieldsOf(used)[name] ?? 0}/${fieldsOf(hard)[name]}`)
        .join(', ');
    return [quota.metadata.name, text(false), text(true), ageOf(quota, at)];
  },
};

export const disruptionBudgets: Printer = {
  columns: 'Name,Min Available,Max Unavailable,Allowed Disruptions#,Age',
  cells: (budget, at) => {
    const {minAvailable, maxUnavailable} = specOf(budget);
    const allowed = countOf(statusOf(budget).disruptionsAllowed);
    const cells = [textOr(minAvailable, 'N/A'), textOr(maxUnavailable, 'N/A'), allowed];
    return [budget.metadata.name, ...cells, ageOf(budget, at)];
  },
};

export const componentStatuses: Printer = {
  columns: 'Name,Status,Message,Error',
  cells: component => {
    const health = itemsOf(component.conditions).find(({type}) => type === 'Healthy');
    const state = health ? (health.status === 'True' ? 'Healthy' : 'Unhealthy') : 'Unknown';
    return [component.metadata.name, state, textOr(health?.message, ''), textOr(health?.error, '')];
  },
};

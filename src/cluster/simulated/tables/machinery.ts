import {ageOf, countOf, fieldsOf, itemsOf, type Printer, specOf, statusOf, textOr} from './cells.js';

export const leases: Printer = {
  columns: 'Name,Holder,Age',
  cells: (lease, at) => [lease.metadata.name, textOr(specOf(lease).holderIdentity, ''), ageOf(lease, at)],
};

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

export const storageClasses: Printer = {
  columns: 'Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age',
  cells: (object, at) => {
    const {provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion} = object;
    const {name, annotations} = object.metadata;
    const isDefault = annotations?.[DEFAULT_CLASS] === 'true';
    return [
      ...[isDefault ? `${name} (default)` : name, provisioner, textOr(reclaimPolicy, 'Delete')],
      ...[textOr(volumeBindingMode, 'Immediate'), allowVolumeExpansion === true, ageOf(object, at)],
    ];
  },
};

export const controllerRevisions: Printer = {
  columns: 'Name,Controller,Revision#,Age',
  cells: (revision, at) => {
    const owner = itemsOf(revision.metadata.ownerReferences).find(({controller}) => controller === true);
    const [group = ''] = textOr(owner?.apiVersion, '').split('/');
    const kind = textOr(owner?.kind, '').toLowerCase();
    const controller = owner ? `${kind}.${group}/${owner.name}` : '<none>';
    return [revision.metadata.name, controller, revision.revision, ageOf(revision, at)];
  },
};

export const definitions: Printer = {
  columns: 'Name,Created At',
  cells: ({metadata}) => [metadata.name, metadata.creationTimestamp],
};

/** What a metric of an autoscaler is to be; what it is, nobody measures here. */
function target({type, resource}: Record<string, unknown>): string {
  const {name, target: wanted} = fieldsOf(resource);
  const {averageUtilization, averageValue} = fieldsOf(wanted);
  if (type !== 'Resource') return '<unknown>';
  return `${name}: <unknown>/${averageUtilization === undefined ? textOr(averageValue, '<auto>') : `${averageUtilization}%`}`;
}

export const autoscalers: Printer = {
  columns: 'Name,Reference,Targets,MinPods,MaxPods#,Replicas#,Age',
  cells: (object, at) => {
    const {scaleTargetRef, metrics, minReplicas, maxReplicas} = specOf(object);
    const {kind, name} = fieldsOf(scaleTargetRef);
    return [
      ...[object.metadata.name, `${kind}/${name}`, itemsOf(metrics).map(target).join(', ') || '<none>'],
      ...[textOr(minReplicas, '<unset>'), maxReplicas, countOf(statusOf(object).currentReplicas), ageOf(object, at)],
    ];
  },
};

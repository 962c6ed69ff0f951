import {dictionary} from '../../../lib/json/dictionary.js';
import type {KubeObject} from '../objects.js';
import * as access from './access.js';
import type {Printer} from './cells.js';
import * as cluster from './cluster.js';
import * as machinery from './machinery.js';
import * as network from './network.js';
import {pods} from './pods.js';
import * as workloads from './workloads.js';

/** By plural: whatever group a kind is of, it has one. A kind that is not here has a name and a time. */
const PRINTERS: Record<string, Printer> = dictionary({
  pods,
  deployments: workloads.deployments,
  replicasets: workloads.replicaSets,
  replicationcontrollers: workloads.replicationControllers,
  statefulsets: workloads.statefulSets,
  daemonsets: workloads.daemonSets,
  jobs: workloads.jobs,
  cronjobs: workloads.cronJobs,
  services: network.services,
  ingresses: network.ingresses,
  networkpolicies: network.networkPolicies,
  endpoints: network.endpoints,
  endpointslices: network.endpointSlices,
  rolebindings: access.bindings,
  clusterrolebindings: access.bindings,
  serviceaccounts: access.serviceAccounts,
  secrets: access.secrets,
  certificatesigningrequests: access.certificateRequests,
  mutatingwebhookconfigurations: access.webhooks,
  validatingwebhookconfigurations: access.webhooks,
  validatingadmissionpolicies: access.admissionPolicies,
  validatingadmissionpolicybindings: access.admissionBindings,
  nodes: cluster.nodes,
  namespaces: cluster.namespaces,
  configmaps: cluster.configMaps,
  events: cluster.events,
  persistentvolumes: cluster.persistentVolumes,
  persistentvolumeclaims: cluster.persistentVolumeClaims,
  resourcequotas: cluster.resourceQuotas,
  poddisruptionbudgets: cluster.disruptionBudgets,
  componentstatuses: cluster.componentStatuses,
  leases: machinery.leases,
  storageclasses: machinery.storageClasses,
  controllerrevisions: machinery.controllerRevisions,
  customresourcedefinitions: machinery.definitions,
  horizontalpodautoscalers: machinery.autoscalers,
});

/** What of each object stands in its row, beside the cells. */
export type Included = 'None' | 'Metadata' | 'Object';

/** Objects as a table, which clients print without knowing their kind. */
export interface Table {
  kind: 'Table';
  apiVersion: 'meta.k8s.io/v1';
  metadata: object;
  columnDefinitions: Column[];
  rows: {cells: unknown[]; object?: unknown}[];
}

interface Column {
  name: string;
  type: string;
  format: string;
  description: string;
  priority: number;
}

/**
 * The table of some objects of one resource.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
 */
export function tableOf(
  resource: string,
  objects: readonly KubeObject[],
  {included, at, metadata = {}}: {included: Included; at: Date; metadata?: object},
): Table {
  const printer = PRINTERS[resource] ?? access.plain;
  const rows = objects.map(object => {
    const cells = printer.cells(object, at);
    return {cells, ...(included !== 'None' && {object: included === 'Object' ? object : partOf(object)})};
  });
  return {kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: columnsOf(printer), rows};
}

const partOf = ({metadata}: KubeObject): object => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

function columnsOf({columns}: Printer): Column[] {
  return columns.split(';').flatMap(part => {
    const [narrow = '', wide = ''] = part.split('|');
    return [...columnsIn(narrow, 0), ...columnsIn(wide, 1)];
  });
}

const columnsIn = (names: string, priority: number): Column[] =>
  names
    .split(',')
    .filter(Boolean)
    .map(named => {
      const name = named.replace(/#$/, '');
      const type = named.endsWith('#') ? 'integer' : 'string';
      return {name, type, format: name === 'Name' ? 'name' : '', description: '', priority};
    });

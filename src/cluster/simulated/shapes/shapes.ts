import {dictionary} from '../../../lib/json/dictionary.js';
import * as machinery from './machinery.js';
import * as others from './others.js';
import {pods} from './pods.js';
import * as policies from './policies.js';
import * as services from './services.js';
import type {Shape} from './shape.js';
import * as workloads from './workloads.js';

/** By resource and group, as in `deployments.apps`. A kind that is not here is stored as it comes. */
const SHAPES: Record<string, Shape> = dictionary({
  pods,
  namespaces: others.namespaces,
  secrets: others.secrets,
  serviceaccounts: others.serviceAccounts,
  events: others.events,
  services: services.services,
  componentstatuses: others.componentStatuses,
  resourcequotas: others.resourceQuotas,
  persistentvolumes: others.persistentVolumes,
  persistentvolumeclaims: others.persistentVolumeClaims,
  'deployments.apps': workloads.deployments,
  'replicasets.apps': workloads.replicaSets,
  'statefulsets.apps': workloads.statefulSets,
  'daemonsets.apps': workloads.daemonSets,
  'storageclasses.storage.k8s.io': machinery.storageClasses,
  'horizontalpodautoscalers.autoscaling': machinery.autoscalers,
  'jobs.batch': workloads.jobs,
  'cronjobs.batch': workloads.cronJobs,
  'ingresses.networking.k8s.io': services.ingresses,
  'networkpolicies.networking.k8s.io': others.networkPolicies,
  'certificatesigningrequests.certificates.k8s.io': others.certificateRequests,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': policies.mutatingWebhooks,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': policies.validatingWebhooks,
  'validatingadmissionpolicies.admissionregistration.k8s.io': policies.admissionPolicies,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': policies.admissionBindings,
});

const PLAIN: Shape = {};

/** What happens to objects of a resource on their way into the store. */
export const shapeOf = (group: string, resource: string): Shape =>
  SHAPES[group ? `${resource}.${group}` : resource] ?? PLAIN;

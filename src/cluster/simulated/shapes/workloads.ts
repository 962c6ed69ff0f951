import {isMap, type KubeObject, same} from '../objects.js';
import {podSpecDefaults} from './pod-spec.js';
import type {Shape} from './shape.js';

type Fields = Record<string, unknown>;

const ROLLING = {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: '25%', maxSurge: '25%'}};

/** A workload: its template with defaults, values for what its spec lacks, and the status that only controllers write. */
const workload = (spec: Fields, status: Fields = {}, more: Shape = {}): Shape => ({
  generation: true,
  defaults: object => ({
    ...object,
    spec: {
      ...spec,
      ...specOf(object),
      ...strategies(spec, specOf(object)),
      template: templateDefaults(specOf(object).template),
    },
    status: object.status ?? status,
  }),
  create: object => ({...object, status}),
  update: (after, before) => ({...after, status: before.status}),
  ...more,
});

const specOf = (object: KubeObject): Fields => (isMap(object.spec) ? object.spec : {});

/** How a workload is rolled out: what it says of that is completed. */
const strategies = (defaults: Fields, given: Fields): Fields =>
  Object.fromEntries(
    ['strategy', 'updateStrategy']
      .filter(field => field in defaults)
      .map(field => [field, strategy(given[field], defaults[field] as Fields)]),
  );

function strategy(given: unknown, defaults: Fields): Fields {
  const wanted: Fields = {type: defaults.type, ...(isMap(given) && given)};
  if (wanted.type !== defaults.type) return wanted;
  const {rollingUpdate} = wanted;
  return {
    ...wanted,
    rollingUpdate: {...(defaults.rollingUpdate as Fields), ...(isMap(rollingUpdate) && rollingUpdate)},
  };
}

function templateDefaults(template: unknown): Fields {
  const {metadata, spec} = isMap(template) ? template : {};
  return {metadata: metadata ?? {}, spec: podSpecDefaults(spec)};
}

export const deployments = workload(
  {replicas: 1, strategy: ROLLING, revisionHistoryLimit: 10, progressDeadlineSeconds: 600},
  {},
  {generation: 'with annotations'},
);
export const replicaSets = workload({replicas: 1}, {replicas: 0});
export const statefulSets = workload(
  {
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 0}},
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Retain', whenScaled: 'Retain'},
  },
  {replicas: 0, availableReplicas: 0},
);
const UNSCHEDULED = {currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0};
/** Where a DaemonSet counts the changes of its template: a field of an older version of it. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const templateCounted = (object: KubeObject, count: number): KubeObject => {
  const annotations = {...object.metadata.annotations, [TEMPLATE_GENERATION]: String(count)};
  return {...object, metadata: {...object.metadata, annotations}};
};
export const daemonSets = workload(
  {updateStrategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 1, maxSurge: 0}}, revisionHistoryLimit: 10},
  UNSCHEDULED,
  {
    create: object => ({...templateCounted(object, 1), status: UNSCHEDULED}),
    update: (after, before) => {
      const was = Number(before.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
      const isSame = same(specOf(after).template, specOf(before).template);
      return {...templateCounted(after, isSame ? was : was + 1), status: before.status};
    },
  },
);

const JOB = {
  parallelism: 1,
  completions: 1,
  backoffLimit: 6,
  manualSelector: false,
  completionMode: 'NonIndexed',
  suspend: false,
  podReplacementPolicy: 'TerminatingOrFailed',
};
export const jobs = workload(JOB, {}, {create: job => ({...selected(job), status: {}})});

/** A job finds its pods by its own uid. */
function selected(job: KubeObject): KubeObject {
  const {name, uid} = job.metadata;
  const own = {'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name};
  const labels = {...own, 'controller-uid': uid, 'job-name': name};
  const spec = specOf(job);
  if (spec.manualSelector === true) return job;
  const template = spec.template as {metadata?: {labels?: object}};
  const given = isMap(spec.selector) ? spec.selector : {};
  const asked = isMap(given.matchLabels) ? given.matchLabels : {};
  const selector = {...given, matchLabels: {...asked, 'batch.kubernetes.io/controller-uid': uid}};
  const metadata = {...template.metadata, labels: {...template.metadata?.labels, ...labels}};
  return {
    ...job,
    metadata: {...job.metadata, labels: (job.metadata.labels ?? labels) as Record<string, string>},
    spec: {...spec, selector, template: {...template, metadata}},
  };
}

export const cronJobs: Shape = {
  generation: true,
  defaults: object => {
    const spec = specOf(object);
    const {metadata, spec: job} = (spec.jobTemplate ?? {}) as {metadata?: object; spec?: Fields};
    const jobTemplate = {metadata: metadata ?? {}, spec: {...job, template: templateDefaults(job?.template)}};
    const defaults = {concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3};
    return {
      ...object,
      spec: {...defaults, failedJobsHistoryLimit: 1, ...spec, jobTemplate},
      status: object.status ?? {},
    };
  },
  create: object => ({...object, status: {}}),
  update: (after, before) => ({...after, status: before.status}),
};

import type {Fleet} from './config/load.js';

/** What the manifests need beside the fleet. */
export interface ManifestOptions {
  namespace: string;
  image: string;
  schedule: string;
  parallelism: number;
  /** Files by their path beside the fleet file, with their texts. */
  files: ReadonlyMap<string, string>;
}

/** Exit codes after which playing again changes nothing: something was missed, or a file is wrong. */
const FINAL = [1, 2];

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: {drop: ['ALL']},
};

/**
 * A fleet as a CronJob, whose pods each play one cluster: an Indexed Job with as many indices as clusters. A cluster that
 * failed keeps no other from being played; one that could not be reached is tried once more.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#backoff-limit-per-index
 */
export function fleetManifests(fleet: Fleet, options: ManifestOptions): object[] {
  const {namespace, schedule, parallelism, files} = options;
  const metadata = {name: `fleet-${fleet.fleet}`.replaceAll(/[._]/g, '-').slice(0, 50), namespace};
  const named = [...files].map(([path, text], index) => ({key: `file-${index}`, path, text}));
  const completions = fleet.clusters.length;
  return [
    {
      ...{apiVersion: 'v1', kind: 'ConfigMap', metadata},
      data: Object.fromEntries(named.map(({key, text}) => [key, text])),
    },
    {
      ...{apiVersion: 'batch/v1', kind: 'CronJob', metadata},
      spec: {
        ...{schedule, timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 3600},
        jobTemplate: {
          spec: {
            ...{completionMode: 'Indexed', completions, parallelism: Math.min(parallelism, completions)},
            ...{backoffLimitPerIndex: 1, maxFailedIndexes: completions, ttlSecondsAfterFinished: 172_800},
            podFailurePolicy: {
              rules: [
                {action: 'Ignore', onPodConditions: [{type: 'DisruptionTarget', status: 'True'}]},
                {action: 'FailIndex', onExitCodes: {containerName: 'drill', operator: 'In', values: FINAL}},
              ],
            },
            template: {spec: podOf(fleet, options, {config: metadata.name, named})},
          },
        },
      },
    },
    cleanUpOf(fleet, options, {config: metadata, named}),
  ];
}

/** What a pod left that was evicted went with it but for the objects on its cluster: once an hour they are looked for. */
function cleanUpOf(
  fleet: Fleet,
  options: ManifestOptions,
  {config, named}: {config: {name: string; namespace: string}; named: Named},
): object {
  const container = {name: 'cleanup', args: ['fleet', 'cleanup', '/etc/fleet/fleet.yaml']};
  return {
    ...{apiVersion: 'batch/v1', kind: 'CronJob', metadata: {...config, name: `${config.name}-cleanup`}},
    spec: {
      ...{schedule: '47 * * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 1800},
      jobTemplate: {
        spec: {
          ...{backoffLimit: 1, activeDeadlineSeconds: 3000, ttlSecondsAfterFinished: 172_800},
          template: {spec: podOf(fleet, options, {config: config.name, named, container})},
        },
      },
    },
  };
}

type Named = readonly {key: string; path: string}[];

const DRILL = {name: 'drill', args: ['fleet', 'run', '/etc/fleet/fleet.yaml']};

function podOf(
  {clusters}: Fleet,
  {image}: ManifestOptions,
  {config, named, container = DRILL}: {config: string; named: Named; container?: {name: string; args: string[]}},
): object {
  return {
    restartPolicy: 'Never',
    // Other clusters are reached by the kubeconfig; the pod's own account is for that of the pod alone.
    automountServiceAccountToken: clusters.some(({context}) => context === 'in-cluster'),
    serviceAccountName: 'kubedrill',
    // On SIGTERM a drill takes everything back and writes its reports.
    terminationGracePeriodSeconds: 120,
    securityContext: {
      ...{runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532, fsGroup: 65_532},
      seccompProfile: {type: 'RuntimeDefault'},
    },
    containers: [
      {
        ...{...container, image, workingDir: '/work'},
        env: [
          ...(container === DRILL ? [{name: 'KUBEDRILL_SHARDS', value: String(clusters.length)}] : []),
          {name: 'KUBECONFIG', value: '/etc/clusters/config'},
        ],
        // Credentials of S3, and whatever a stack file names by ${NAME}.
        envFrom: [{secretRef: {name: 'stack', optional: true}}],
        securityContext: RESTRICTED,
        resources: {requests: {cpu: '100m', memory: '160Mi'}, limits: {memory: '512Mi'}},
        volumeMounts: [
          {name: 'fleet', mountPath: '/etc/fleet', readOnly: true},
          {name: 'clusters', mountPath: '/etc/clusters', readOnly: true},
          {name: 'work', mountPath: '/work'},
          {name: 'tmp', mountPath: '/tmp'},
        ],
      },
    ],
    volumes: [
      {name: 'fleet', configMap: {name: config, items: named.map(({key, path}) => ({key, path}))}},
      {name: 'clusters', secret: {secretName: 'fleet', optional: true}},
      {name: 'work', emptyDir: {}},
      {name: 'tmp', emptyDir: {}},
    ],
  };
}

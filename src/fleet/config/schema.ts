import {z} from 'zod';
import {CLUSTER_KINDS} from '../../events/words.js';
import {isS3Place} from '../../lib/s3/address.js';
import {Duration} from '../../scenario/steps/step-parts.js';

const Path = z.string().regex(/\S/, 'is blank');
const Name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'must be lower-case letters, digits, dots, dashes and underscores, 63 at the most',
  );
const Labels = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,62}$/i, 'must be letters, digits, dots, dashes, underscores and slashes'),
  z
    .string()
    .max(200)
    .regex(/^\P{Cc}*$/u, 'must be one line'),
);

/** Where results go where nothing else is said. */
export const DEFAULT_RESULTS = 'fleet/{fleet}/{date}/{cluster}';

const isResults = (where: string): boolean => !/^\w+:/.test(where) || isS3Place(where.replaceAll(/[{}]/g, ''));

/** How a cluster's run is played: what the flags of `run` say, by the same names. */
const settings = {
  stack: Path.optional().meta({description: 'Its logging and alerting: a stack file, beside this file'}),
  rules: z.array(Path).min(1).optional().meta({description: 'Sigma rules instead of those of kubedrill'}),
  placeholders: Path.optional(),
  auditPolicy: Path.optional().meta({description: 'The audit policy that it runs with'}),
  auditLog: Path.optional().meta({description: 'A file that its API server writes its audit log to'}),
  workloadImage: z.string().min(1).optional(),
  retry: z.int().min(0).max(2).optional().meta({description: 'Play a scenario again that was missed'}),
  parallel: z.int().min(1).max(50).optional().meta({description: 'How many scenarios run side by side'}),
  sla: Duration.optional(),
  slaFactor: z.number().positive().optional(),
  grace: Duration.optional(),
};
const Settings = z.strictObject(settings);
type Settings = z.output<typeof Settings>;
/** What is not said is absent. */
export type FleetSettings = {[K in keyof Settings]?: NonNullable<Settings[K]>};

const Cluster = z
  .strictObject({
    name: Name.meta({description: 'Under which it has results and a history'}),
    cluster: z
      .enum(CLUSTER_KINDS)
      .optional()
      .meta({description: 'Default: existing, where a context is named, which it must be then'}),
    context: z.string().min(1).optional().meta({description: 'Of the kubeconfig, or in-cluster'}),
    confirm: z
      .string()
      .min(1)
      .optional()
      .meta({description: 'The UID of its namespace kube-system: another cluster is not touched'}),
    labels: Labels.optional(),
    ...settings,
  })
  .check(({value, issues}) => {
    const say = (path: string[], message: string) => issues.push({code: 'custom', path, message, input: value});
    const {cluster, context, confirm, name} = value;
    if (context === undefined) {
      if (cluster === undefined || cluster === 'existing') say([], 'needs a context, or cluster: simulated');
      if (confirm !== undefined) say(['confirm'], 'goes with a context');
      return;
    }
    if (cluster !== undefined && cluster !== 'existing') say(['cluster'], 'does not go with a context');
    if (confirm === undefined) {
      const ask = `kubectl --context ${context} get namespace kube-system -o jsonpath={.metadata.uid}`;
      say([], `${name} needs confirm: the UID of its kube-system, which \`${ask}\` prints`);
    }
  });
export type FleetCluster = z.output<typeof Cluster>;

/** A fleet: its clusters, how a drill is played on each, and where results go. */
export const FleetFile = z
  .strictObject({
    fleet: Name.meta({description: 'Stands in every run of it'}),
    drill: Path.default('core').meta({description: 'Id of a drill, or a file beside this file'}),
    defaults: Settings.prefault({}).meta({description: 'For every cluster that says nothing else'}),
    clusters: z.array(Cluster).min(1),
    results: z
      .string()
      .regex(/\{cluster\}/, 'must have {cluster} in it: each has results of its own')
      .refine(isResults, 'must be a folder, or s3://BUCKET/PREFIX')
      .default(DEFAULT_RESULTS)
      .meta({
        description: 'A folder below the working folder, or s3://BUCKET/PREFIX, with {fleet}, {date} and {cluster}',
      }),
  })
  .check(({value, issues}) => {
    for (const [index, {name}] of value.clusters.entries()) {
      if (value.clusters.findIndex(other => other.name === name) === index) continue;
      const path = ['clusters', index, 'name'];
      issues.push({code: 'custom', path, message: `${name} is there already`, input: value});
    }
  })
  .meta({title: 'kubedrill fleet', description: 'Clusters on which the same drill is played night after night'});
export type FleetFile = z.output<typeof FleetFile>;

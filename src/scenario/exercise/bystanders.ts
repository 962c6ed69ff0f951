import {z} from 'zod';

/** What a workload of somebody else may be: a Deployment that serves, or a CronJob that has to stay on time. */
export const BYSTANDER_KINDS = ['deployment', 'cronjob'] as const;

const id = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
    'must be a name that Kubernetes takes: lower case letters, digits, dashes',
  )
  .meta({description: 'Its name in the cluster, and the one by which the story knows it'});

/** A workload that the story names and that nobody is to harm: one beside each attack. */
export const BystanderFile = z
  .strictObject({
    id,
    kind: z.enum(BYSTANDER_KINDS).default('deployment'),
    replicas: z.int().min(1).max(5).optional().meta({description: 'Pods of a deployment: 2, where it is absent'}),
  })
  .refine(({kind, replicas}) => kind === 'deployment' || replicas === undefined, {
    path: ['replicas'],
    message: 'is for a deployment: a cronjob has none',
  });
export type BystanderFile = z.output<typeof BystanderFile>;

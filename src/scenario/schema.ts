import {z} from 'zod';
import {SEVERITIES, STAGES} from '../events/words.js';
import {DURATION_PATTERN} from '../lib/duration.js';

/** A duration with its unit, such as `30s`. */
export const Duration = z
  .string()
  .regex(DURATION_PATTERN, 'must be a duration with its unit, such as 250ms, 30s, 1.5m or 1h')
  .meta({id: 'duration', description: 'A duration with its unit: 250ms, 30s, 1.5m, 1h'});

/** A name that Kubernetes takes as part of an object's name. */
const Name = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'must be lower-case letters, digits and dashes');

const Manifest = z
  .looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({name: z.string().optional(), namespace: z.string().optional()}).optional(),
  })
  .meta({
    id: 'manifest',
    description: 'A Kubernetes object; without metadata.namespace it goes into the namespace of the run',
  });

/** Names a kind of object by its plural, with its group's version where it is not one of the built-in ones. */
const target = {
  resource: z
    .string()
    .meta({description: 'Plural name, with subresource where needed: secrets, pods, deployments/scale'}),
  apiVersion: z
    .string()
    .optional()
    .meta({description: 'Group and version, for resources that kubedrill does not know'}),
  namespace: z
    .string()
    .optional()
    .meta({description: 'Absent: all namespaces for list and watch, else that of the run'}),
};
const selectors = {labelSelector: z.string().optional(), fieldSelector: z.string().optional()};

const common = {
  id: Name.optional().meta({description: 'Name of the step in events and expectations; default: verb and position'}),
  as: z
    .enum(['actor', 'drill'])
    .optional()
    .meta({description: 'Who acts; default: actor in attack and benign, drill in setUp'}),
  answers: z.array(z.int().min(100).max(599)).min(1).optional().meta({
    description: 'HTTP statuses with which the step did what it is meant to do; default: any 2xx, or 101 for exec',
  }),
  repeat: z.int().min(1).max(1000).optional().meta({description: 'How many times the request is made'}),
};

const step = <T extends z.ZodRawShape>(shape: T) => z.strictObject({...common, ...shape});

/** The actions of a step; each step has exactly one of these keys. */
export const ACTIONS = {
  create: step({create: Manifest}),
  apply: step({apply: Manifest}),
  get: step({get: z.strictObject({...target, name: z.string()})}),
  list: step({list: z.strictObject({...target, ...selectors, limit: z.int().min(1).optional()})}),
  watch: step({watch: z.strictObject({...target, ...selectors, for: Duration.optional()})}),
  patch: step({
    patch: z.strictObject({
      ...target,
      name: z.string(),
      type: z.enum(['merge', 'strategic', 'json']).default('merge'),
      body: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
    }),
  }),
  delete: step({delete: z.strictObject({...target, name: z.string().optional(), ...selectors})}),
  exec: step({
    exec: z.strictObject({
      pod: z.string(),
      container: z.string().optional(),
      command: z.array(z.string()).min(1),
      namespace: z.string().optional(),
    }),
  }),
  request: step({
    request: z.strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      path: z.string().startsWith('/'),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
    }),
  }),
  wait: step({
    wait: z.union([
      z.strictObject({for: Duration}),
      z.strictObject({
        ...target,
        name: z.string(),
        field: z.string().meta({description: 'Dotted path in the object, such as status.phase'}),
        is: z.string(),
        within: Duration,
      }),
    ]),
  }),
} as const;

export type Action = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as Action[];

export type Step = z.output<(typeof ACTIONS)[Action]>;

/** One action of a set-up, an attack or a benign twin: exactly one of the keys of `ACTIONS`. */
export const StepSchema = z.union(Object.values(ACTIONS)).meta({id: 'step'}) as unknown as z.ZodType<Step>;

const PolicyRule = z
  .strictObject({
    apiGroups: z.array(z.string()).optional(),
    resources: z.array(z.string()).optional(),
    resourceNames: z.array(z.string()).optional(),
    nonResourceURLs: z.array(z.string()).optional(),
    verbs: z.array(z.string()).min(1),
  })
  .meta({id: 'policyRule'});

/** Who attacks: a low-privilege service account, nobody, or somebody with a credential that is not valid. */
export const Actor = z.union([
  z.strictObject({
    serviceAccount: Name,
    rules: z.array(PolicyRule).optional().meta({description: 'RBAC rules granted in the namespace of the run'}),
    clusterRules: z.array(PolicyRule).optional().meta({description: 'RBAC rules granted across the cluster'}),
  }),
  z.strictObject({anonymous: z.literal(true)}),
  z.strictObject({invalidToken: z.literal(true)}),
]);
export type Actor = z.output<typeof Actor>;

export const Expectation = z.strictObject({
  stage: z.enum(STAGES).exclude(['executed', 'contained']),
  within: Duration,
  rule: z.string().optional().meta({description: 'The rule in rules/ that is meant for this attack, by file name'}),
  rules: z.record(z.string(), z.array(z.string()).min(1)).optional().meta({
    description: "Other products' rules for it: type of source, such as falco, to names or ids; any of them will do",
  }),
  step: Name.optional().meta({description: 'The attack step whose evidence is expected; default: any'}),
});
export type Expectation = z.output<typeof Expectation>;

const Containment = z.strictObject({
  gone: z.string().meta({description: 'Plural name of the resource that must be gone'}),
  apiVersion: z.string().optional(),
  name: z.string(),
  namespace: z.string().optional(),
  within: Duration,
});
export type Containment = z.output<typeof Containment>;

const variantShape = {
  title: z.string().optional(),
  description: z.string().optional(),
  actor: Actor.optional(),
  setUp: z.array(StepSchema).optional(),
  attack: z.array(StepSchema).min(1).optional(),
  expect: z.array(Expectation).min(1).optional(),
  benign: z.array(StepSchema).optional(),
  contain: z.array(Containment).optional(),
};

/** What a scenario needs of a cluster before it can run. */
export const NEEDS = ['api', 'controllers', 'node', 'network-policy'] as const;

/** One attack technique: a file in `scenarios/`. */
export const ScenarioFile = z
  .strictObject({
    title: z.string().min(1),
    description: z.string().min(1),
    severity: z.enum(SEVERITIES),
    tags: z.strictObject({
      attack: z.array(z.string().regex(/^T\d{4}(\.\d{3})?$/, 'must be an ATT&CK technique such as T1552.007')).min(1),
      'owasp-2022': z.array(z.string().regex(/^K(0[1-9]|10)$/, 'must be K01 to K10')),
      'owasp-2025': z.array(z.string().regex(/^K(0[1-9]|10)$/, 'must be K01 to K10')),
      'threat-matrix': z.array(
        z.string().regex(/^TA90\d\d$/, 'must be a technique of the threat matrix such as TA9025'),
      ),
    }),
    needs: z.array(z.enum(NEEDS)).default(['api']),
    destructive: z
      .boolean()
      .default(false)
      .meta({description: "Kept off clusters that are not the run's own unless asked for by name"}),
    exclusive: z
      .array(Name)
      .default([])
      .meta({description: 'Shared things that only one scenario may touch at a time'}),
    actor: Actor,
    setUp: z.array(StepSchema).default([]),
    attack: z.array(StepSchema).min(1),
    expect: z.array(Expectation).min(1),
    benign: z.array(StepSchema).default([]),
    contain: z.array(Containment).default([]),
    prevent: z.string().min(1),
    references: z.array(z.url()).default([]),
    variants: z
      .record(Name, z.strictObject(variantShape))
      .default({})
      .meta({description: 'The same technique with parts replaced; run as ID:VARIANT'}),
  })
  .meta({title: 'kubedrill scenario', description: 'One attack technique that a drill can rehearse'});
export type ScenarioFile = z.output<typeof ScenarioFile>;

/** A scenario ready for the plan: `id` is its file name, with `:variant` where one was applied. */
export type Scenario = Omit<ScenarioFile, 'variants'> & {id: string; file: string};

const GateSchema = z.strictObject({
  name: z.string(),
  noneOf: z
    .array(z.enum(['detected', 'late', 'missed', 'prevented', 'not executed', 'inconclusive', 'skipped']))
    .optional(),
  minScore: z.number().min(0).max(100).optional(),
  maxFalseAlarms: z.int().min(0).optional(),
  maxLeft: z.int().min(0).optional(),
});

/** An ordered choice of scenarios with its rules of play: a file in `drills/`. */
export const Drill = z
  .strictObject({
    title: z.string().min(1),
    description: z.string().min(1),
    scenarios: z.array(z.string()).min(1).meta({description: 'Scenario ids, or ID:VARIANT'}),
    sla: z.strictObject({factor: z.number().positive().default(1), grace: Duration.default('15s')}).prefault({}),
    parallel: z.int().min(1).max(50).default(5),
    gates: z.array(GateSchema).default([]),
  })
  .meta({title: 'kubedrill drill', description: 'An ordered choice of scenarios with its rules of play'});
export type Drill = z.output<typeof Drill>;

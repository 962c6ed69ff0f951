import {z} from 'zod';
import {CAPABILITIES, SEVERITIES, STAGES} from '../events/words.js';
import {LARGEST_FACTOR} from '../lib/duration.js';
import {textOf} from './exercise/people.js';
import {exerciseShape} from './exercise/schema.js';
import {Respond} from './respond.js';
import {StepSchema, UndoSchema} from './steps/step.js';
import {Duration, Name, Within} from './steps/step-parts.js';

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
  z.strictObject({invalidCertificate: z.enum(['foreign', 'expired'])}),
]);
export type Actor = z.output<typeof Actor>;

const WebAddress = z.url({protocol: /^https?$/, error: 'must be a web address, such as https://example.com/page'});

export const Expectation = z.strictObject({
  stage: z.enum(STAGES).exclude(['executed', 'contained']),
  within: Within,
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
  within: Within,
});
export type Containment = z.output<typeof Containment>;

const undo = z.array(UndoSchema).meta({
  description:
    "Puts back what the attack changes outside of the scenario's own objects. Filled in and written down before the " +
    'attack, so it may use only what setUp has saved; taken at clean-up, whatever happened',
});

/** What a scenario is called, in a line. */
const Title = textOf(120);

const variantShape = {
  title: Title.optional(),
  description: z.string().optional(),
  needs: z.array(z.enum(CAPABILITIES)).optional(),
  actor: Actor.optional(),
  setUp: z.array(StepSchema).optional(),
  undo: undo.optional(),
  attack: z.array(StepSchema).min(1).optional(),
  expect: z.array(Expectation).min(1).optional(),
  benign: z.array(StepSchema).optional(),
  contain: z.array(Containment).optional(),
  respond: Respond.optional(),
  prevent: z.string().min(1).optional(),
};

/** One attack technique: a file in `scenarios/`. */
export const ScenarioFile = z
  .strictObject({
    title: Title,
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
    needs: z.array(z.enum(CAPABILITIES)).default(['api']),
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
    undo: undo.default([]),
    attack: z.array(StepSchema).min(1),
    expect: z.array(Expectation).min(1),
    benign: z.array(StepSchema).default([]),
    contain: z.array(Containment).default([]),
    respond: Respond.optional(),
    prevent: z.string().min(1),
    references: z.array(WebAddress).default([]),
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
  maxFlaky: z.int().min(0).optional().meta({
    description: 'With --retry: how many scenarios may be flaky; no other gate judges these',
  }),
  maxLost: z.int().min(0).optional().meta({
    description: 'With --history: how many detections may be lost beside the nights before',
  }),
  maxSlower: z.int().min(0).optional().meta({
    description: 'With --history: how many links, and scenarios beside their links, may be slower',
  }),
  maxNewNoise: z.int().min(0).optional().meta({
    description: 'With --history: how many benign twins may alert that were silent on the nights before',
  }),
  maxNotContained: z.int().min(0).optional(),
  maxHarm: Duration.optional().meta({
    description: 'How long any bystander may be down while people respond',
  }),
});

/** By what SLAs may be multiplied, in a drill's file and by its flag. */
export const SLA_FACTOR = {least: 0.001, most: LARGEST_FACTOR};
/** How many scenarios may run side by side. */
export const PARALLEL = {least: 1, most: 50};

/** How many times more a scenario may be played. */
export const RETRY = {least: 0, most: 2};

/** An ordered choice of scenarios with its rules of play: a file in `drills/`. */
export const Drill = z
  .strictObject({
    title: z.string().min(1),
    description: z.string().min(1),
    scenarios: z.array(z.string()).min(1).meta({
      description:
        'Scenario ids, or ID:VARIANT; of your own the path from this file, such as ./own.yaml, which is `own` elsewhere in it',
    }),
    sla: z
      .strictObject({
        factor: z.number().min(SLA_FACTOR.least).max(SLA_FACTOR.most).default(1),
        grace: Duration.default('15s'),
      })
      .prefault({}),
    parallel: z.int().min(PARALLEL.least).max(PARALLEL.most).default(5),
    gates: z.array(GateSchema).default([]),
    ...exerciseShape,
  })
  .meta({title: 'kubedrill drill', description: 'An ordered choice of scenarios with its rules of play'});
export type Drill = z.output<typeof Drill>;

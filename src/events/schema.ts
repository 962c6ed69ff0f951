import {z} from 'zod';
import {firstIssue} from '../lib/yaml/issue-words.js';
import type {EventType} from './events.js';
import {LIVE_EVENTS} from './live-schema.js';
import {TABLE_EVENTS} from './table-schema.js';
import {CLUSTER_KINDS, PHASES, SEVERITIES, STAGES, VERDICTS} from './words.js';
import {WORKSHOP_EVENTS} from './workshop-schema.js';

const text = z.string();
const texts = z.array(text);
/** Milliseconds, counts: what is shown and added up must be a number, and no larger than one can be exact. */
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const stage = z.enum(STAGES);
const purpose = z.enum(['preflight', 'set-up', 'benign', 'attack', 'contain', 'clean-up']);
const clusterKind = z.enum(CLUSTER_KINDS);

const Expectation = z.looseObject({
  stage,
  withinMs: amount,
  rule: text.optional(),
  rules: z.record(text, texts).optional(),
  step: text.optional(),
});

const Scenario = z.looseObject({
  ...{id: text, title: text, description: text, prevent: text},
  severity: z.enum(SEVERITIES),
  tags: z.record(text, texts),
  references: texts,
  expectations: z.array(Expectation),
  response: z
    .looseObject({
      ...{withinMs: amount, holdMs: amount, acknowledgeMs: amount.optional()},
      ...{followUpMs: amount.optional(), allowanceMs: amount.optional()},
    })
    .optional(),
});

const Gate = z.looseObject({
  name: text,
  noneOf: z.array(z.enum(VERDICTS)).optional(),
  minScore: amount.optional(),
  maxFalseAlarms: amount.optional(),
  maxFlaky: amount.optional(),
  maxLost: amount.optional(),
  maxSlower: amount.optional(),
  maxNewNoise: amount.optional(),
  maxLeft: amount.optional(),
  maxNotContained: amount.optional(),
  maxHarmMs: amount.optional(),
});

const Rule = z.looseObject({id: text, title: text, level: text});
const Evidence = z.looseObject({
  kind: z.enum(['audit event', 'record', 'alert', 'acknowledgement', 'response', 'object']),
  ref: text,
  rule: Rule.optional(),
  link: text.optional(),
  document: z.unknown(),
});
const Link = z.looseObject({
  lastHeld: stage.optional(),
  broken: stage,
  cause: text,
  change: text,
  proof: z.unknown().optional(),
});

const step = {scenario: text, purpose, step: text, auditId: text};

/**
 * What an event of each type must hold so that everything made from it can be made. A newer kubedrill may say more of
 * it: what is not known here is let through.
 */
const BY_TYPE = {
  'run.started': z.looseObject({
    schemaVersion: z.int().min(1),
    ...{run: text, kubedrill: text},
    drill: z.looseObject({id: text, title: text}),
    cluster: z.looseObject({kind: clusterKind, simulated: z.boolean(), reason: text}),
    settings: z.looseObject({
      ...{slaFactor: amount, slaMs: amount.optional(), graceMs: amount, parallel: amount},
      ...{keep: z.boolean(), retry: amount.optional()},
    }),
    gates: z.array(Gate),
    scenarios: z.array(Scenario),
  }),
  'cluster.phase': z.looseObject({phase: text, state: z.enum(['started', 'done', 'failed']), detail: text.optional()}),
  'cluster.ready': z.looseObject({
    kind: clusterKind,
    name: text,
    simulated: z.boolean(),
    version: text,
    capabilities: texts,
  }),
  'preflight.checked': z.looseObject({
    ...{check: text, title: text, detail: text, next: texts, scenario: text.optional()},
    state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  }),
  'source.changed': z.looseObject({
    source: text,
    stages: z.array(stage),
    state: z.enum(['up', 'down']),
    reason: text.optional(),
    budget: z.looseObject({ms: amount, why: text}).optional(),
  }),
  'run.context': z.looseObject({
    ...{kubedrill: text, kubernetes: text, cluster: text, fleet: text.optional()},
    rules: z.looseObject({pack: text, byRule: z.record(text, text)}),
    ...{auditPolicy: text.optional(), stack: text.optional(), scenarios: z.record(text, text)},
    sources: z.array(z.looseObject({id: text, product: text, version: text})),
    vcs: z.looseObject({repo: text.optional(), ref: text.optional(), commit: text, dirty: z.boolean()}).optional(),
    labels: z.record(text, text),
  }),
  'scenario.attempt': z.looseObject({
    ...{scenario: text, attempt: z.int().min(2), of: z.int().min(2)},
    because: z.enum(VERDICTS),
  }),
  'scenario.quarantined': z.looseObject({
    ...{scenario: text, owner: text, until: text, why: text},
    expired: z.boolean(),
  }),
  'history.judged': z.looseObject({
    ...{undecided: text.optional(), learning: text.optional()},
    ...{lost: texts, slower: texts, newNoise: texts},
    unknown: z.looseObject({lost: texts, slower: texts, newNoise: texts}),
  }),
  'scenario.started': z.looseObject({scenario: text, token: text, namespace: text, actor: text}),
  'scenario.phase': z.looseObject({scenario: text, phase: z.enum(PHASES)}),
  'quiet.checked': z.looseObject({scenario: text, firing: z.array(z.looseObject({source: text, rule: text}))}),
  'step.sent': z.looseObject({...step, actor: text, method: text, path: text}),
  'step.answered': z.looseObject({
    ...step,
    code: amount.optional(),
    outcome: z.enum(['executed', 'prevented', 'failed']),
    message: text.optional(),
    tookMs: amount,
  }),
  'signal.seen': z.looseObject({
    ...{scenario: text, purpose, stage, source: text, latencyMs: amount},
    sourceTime: text.optional(),
    counted: z.boolean(),
    reason: text.optional(),
    keys: texts.optional(),
    alert: text.optional(),
    evidence: Evidence,
  }),
  'alert.acknowledged': z.looseObject({
    ...{scenario: text, source: text, latencyMs: amount},
    alert: z.int().min(0).optional(),
    sourceTime: text.optional(),
    person: text.optional(),
    unnamed: text.optional(),
    robot: z.boolean(),
    counted: z.boolean(),
    reason: text.optional(),
    keys: texts,
    hides: texts.optional(),
    evidence: Evidence,
  }),
  'expectation.settled': z.looseObject({
    ...{scenario: text, expectation: z.int().min(0), stage},
    state: z.enum(['seen', 'late', 'missed', 'suppressed', 'unknown']),
    latencyMs: amount.optional(),
    source: text.optional(),
    reason: text.optional(),
    signal: z.int().min(0).optional(),
  }),
  'benign.judged': z.looseObject({
    scenario: text,
    state: z.enum(['silent', 'alerted', 'unknown', 'not run']),
    rules: texts,
    detail: text.optional(),
  }),
  'containment.checked': z.looseObject({
    ...{scenario: text, check: text},
    state: z.enum(['contained', 'not contained', 'unknown']),
    rehearsed: z.boolean(),
    latencyMs: amount.optional(),
    withinMs: amount,
    detail: text.optional(),
  }),
  'responders.admitted': z.looseObject({
    people: z.array(z.looseObject({name: text, user: text, file: text.optional()})),
  }),
  'person.acted': z.looseObject({
    ...{scenario: text, auditId: text, user: text, verb: text, resource: text, actedAt: text, code: amount},
    ...{subresource: text.optional(), namespace: text.optional(), name: text.optional()},
  }),
  'response.asked': z.looseObject({
    scenario: text,
    preserve: z.array(z.looseObject({resource: text, name: text, namespace: text.optional(), uid: text.optional()})),
    bystanders: texts,
    story: text.optional(),
    procedure: z
      .looseObject({
        ...{id: text, title: text, owner: text},
        steps: z.array(
          z.looseObject({
            ...{id: text, text, role: text.optional()},
            seen: z
              .union([
                z.enum(['acknowledged', 'ticked']),
                z.looseObject({checks: texts}),
                z.looseObject({preserved: text}),
              ])
              .optional(),
          }),
        ),
      })
      .optional(),
  }),
  'harm.changed': z.looseObject({
    ...{scenario: text, bystander: text, detail: text, sinceMs: amount},
    state: z.enum(['fine', 'harmed', 'unknown']),
  }),
  'containment.changed': z.looseObject({
    ...{scenario: text, check: text, detail: text, sinceMs: amount},
    state: z.enum(['held', 'not held', 'unknown']),
  }),
  'scenario.contained': z.looseObject({
    ...{scenario: text, ttcMs: amount, withinMs: amount, holdMs: amount, checks: texts},
    ...{unsureMs: amount.optional(), unknownMs: amount.optional()},
  }),
  'scenario.judged': z.looseObject({
    ...{scenario: text, verdict: z.enum(VERDICTS), explanation: text},
    link: Link.optional(),
    skippedBy: text.optional(),
  }),
  'scenario.cleaned': z.looseObject({scenario: text, created: amount, left: texts}),
  'cleanup.finished': z.looseObject({
    created: amount,
    left: texts,
    cluster: z.enum(['deleted', 'kept', 'not ours', 'left behind']),
  }),
  'run.ended': z.looseObject({
    outcome: z.enum(['finished', 'interrupted', 'failed']),
    reason: text.optional(),
    timings: z.record(text, amount),
  }),
  ...LIVE_EVENTS,
  ...WORKSHOP_EVENTS,
  ...TABLE_EVENTS,
} satisfies Record<EventType, z.ZodType>;

const Stamp = z.looseObject({
  type: z.enum(Object.keys(BY_TYPE) as EventType[], 'is not the type of an event'),
  seq: z.int().min(0),
  at: z.iso.datetime(),
  ms: amount,
});

/** Why a value is not an event, with the field; undefined when it is one. */
export function notAnEvent(value: unknown): string | undefined {
  const stamp = Stamp.safeParse(value);
  if (!stamp.success) return firstIssue(stamp.error, value, '');
  const parsed = BY_TYPE[stamp.data.type].safeParse(value);
  return parsed.success ? undefined : firstIssue(parsed.error, value, '');
}

import {z} from 'zod';
import {CLUSTER_KINDS, PHASES, SEVERITIES, STAGES, VERDICTS} from '../../events/words.js';
import {Exercise, Response} from './result-people.js';

/** The version of `result.json`; it grows when a reader of the old one would be misled. */
export const RESULT_VERSION = 1;

const seconds = z.number().min(0).meta({description: 'Seconds'});
const time = z.iso.datetime().meta({description: 'RFC 3339, UTC'});
const texts = z.array(z.string());
const phases = z.partialRecord(z.enum(PHASES), seconds);

const StageResult = z.strictObject({
  stage: z.enum(STAGES),
  state: z
    .enum(['seen', 'late', 'missed', 'suppressed', 'unknown', 'prevented', 'failed', 'not owed', 'waiting', 'running'])
    .meta({
      description:
        'late: within the grace window; suppressed: it alerted, but was silenced or inhibited, so nobody was notified; unknown: a source could not be asked; not owed: the attack was refused, failed or skipped; waiting, running: the run ended before it was settled',
    }),
  sla: seconds.nullable().meta({description: 'Seconds in which the evidence must be seen; null: nothing is expected'}),
  latency: seconds
    .nullable()
    .meta({description: 'Seconds from the response to the evidence, of acknowledged from the alert; null: not seen'}),
  own: seconds.nullable().meta({
    description: 'Seconds of the latency that this link added, without those before it; null: not measured',
  }),
  source: z.string().nullable().meta({description: 'The source that saw it'}),
  evidence: texts.meta({description: 'What to search for: audit ids, rule ids'}),
  reason: z.string().optional().meta({description: 'Why the state is unknown'}),
});

const percentiles = z.strictObject({p50: seconds, p95: seconds});

const LinkFigures = z.strictObject({
  stage: z.enum(STAGES),
  measured: z.int().min(1).meta({description: 'Of how many scenarios it is known'}),
  own: percentiles.meta({description: 'What the link took on its own'}),
  latency: percentiles.meta({description: "From the response of the attack's request on"}),
  sla: seconds.nullable().meta({description: 'The tightest SLA of any scenario; from the response on'}),
  budget: z
    .strictObject({seconds, why: z.string().meta({description: 'Its intervals, by source'})})
    .nullable()
    .meta({description: 'What the link may take on its own, by the configuration of its sources'}),
});

const Link = z.strictObject({
  lastHeld: z.enum(STAGES).optional(),
  broken: z.enum(STAGES).meta({
    description:
      'The first link that did not hold; for verdict inconclusive, the one that could not be seen; for late, the slow one',
  }),
  cause: z.string(),
  change: z.string(),
  proof: z.unknown().optional(),
});

const hash = z.string().meta({description: 'SHA-256 of the canonical form, hex'});

const Context = z.strictObject({
  kubedrill: z.string(),
  kubernetes: z.string(),
  rules: z.strictObject({
    pack: hash.meta({description: 'Changes when any rule that can alert does'}),
    byRule: z.record(z.string(), hash),
  }),
  auditPolicy: hash.optional().meta({description: 'Absent: it could not be read'}),
  stack: hash.optional().meta({description: "Of the stack file without its secrets; absent: kubedrill's own sources"}),
  scenarios: z.record(z.string(), hash),
  sources: z
    .array(z.strictObject({id: z.string(), product: z.string(), version: z.string()}))
    .meta({description: 'Products behind sources, where these say what they are'}),
  vcs: z
    .strictObject({
      repo: z.string().optional().meta({description: 'Its address, without credentials'}),
      ref: z.string().optional().meta({description: 'Branch or tag'}),
      commit: z.string(),
      dirty: z.boolean().meta({description: 'Files that git follows differ from the commit'}),
    })
    .optional()
    .meta({description: 'Of the folder in which the run was started; absent: under no version control'}),
  labels: z.record(z.string(), z.string()),
  fleet: z.string().optional(),
  cluster: z.string().meta({description: 'The name under which this cluster has a history: the same every night'}),
});

const verdict = z.enum(VERDICTS).nullable();
const Benign = z.strictObject({state: z.enum(['silent', 'alerted', 'unknown', 'not run']), rules: texts});

const ScenarioResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  tags: z.record(z.string(), texts),
  verdict: verdict.meta({description: 'Of the first attempt; null: the run ended before it was judged'}),
  flaky: z.boolean().optional().meta({description: 'Whether its attempts disagree; absent: it was played once'}),
  attempts: z
    .array(
      z.strictObject({
        attempt: z.int().min(1),
        verdict,
        explanation: z.string(),
        brokenLink: Link.nullable(),
        token: z.string().nullable(),
        stages: z.array(StageResult),
        benign: Benign.nullable(),
      }),
    )
    .optional()
    .meta({description: 'Every attempt, the first among them; absent: it was played once'}),
  quarantine: z
    .strictObject({
      owner: z.string(),
      until: z.string().meta({description: 'Its last day, in UTC'}),
      why: z.string(),
      expired: z.boolean().meta({description: 'true: it counts again'}),
    })
    .optional()
    .meta({description: 'No gate looks at it for a while; absent: it is in no quarantine'}),
  explanation: z.string(),
  brokenLink: Link.nullable(),
  token: z.string().nullable().meta({description: "Unique word in this execution's names and user agent"}),
  stages: z.array(StageResult),
  benign: Benign.nullable().meta({description: 'Whether the benign twin stayed silent'}),
  containment: z.array(
    z.strictObject({
      check: z.string(),
      state: z.enum(['contained', 'not contained', 'unknown']),
      rehearsed: z.boolean().meta({description: 'true: the engine contained it, not the team'}),
      latency: seconds.nullable(),
      within: seconds,
    }),
  ),
  acknowledgements: z.array(
    z.strictObject({
      source: z.string(),
      person: z.string().nullable().meta({description: 'null: the product does not say who'}),
      unnamed: z.string().optional().meta({description: 'Why person is null, where that is known'}),
      robot: z.boolean().meta({description: 'true: a rule or an integration did it, so it does not count'}),
      counted: z.boolean().meta({description: 'Whether it is the answer to the alert: the first by a person after it'}),
      latency: seconds
        .nullable()
        .meta({description: 'Seconds from the alert; null: it takes no alert of this scenario'}),
      reason: z.string().optional().meta({description: 'Why it does not count'}),
      hides: texts.optional().meta({description: 'Alerts of others that it hides as well'}),
    }),
  ),
  response: Response.nullable().meta({description: 'How people responded; null: they were not to, and did not'}),
  phases: phases.meta({description: 'Seconds it spent in each phase that it has been through'}),
  left: texts.meta({description: 'API paths of objects it left behind'}),
});

/** The form of `result.json`: everything that a script wants to know of a run. */
export const ResultSchema = z
  .strictObject({
    schemaVersion: z.literal(RESULT_VERSION),
    run: z.strictObject({
      id: z.string(),
      startedAt: time,
      endedAt: time,
      outcome: z.enum(['finished', 'interrupted', 'failed']),
      reason: z.string().optional(),
      kubedrill: z.string().meta({description: 'Version of kubedrill'}),
      drill: z.strictObject({id: z.string(), title: z.string()}),
      cluster: z.strictObject({
        kind: z.enum(CLUSTER_KINDS),
        name: z.string().nullable(),
        simulated: z.boolean().meta({description: 'true: no real API server was involved'}),
        version: z.string().nullable(),
        reason: z.string().meta({description: 'Why this cluster was taken'}),
      }),
      settings: z.record(z.string(), z.union([z.number(), z.boolean()])),
      context: Context.optional().meta({description: 'What was under test; absent: nobody wrote it down'}),
      timings: z.record(z.string(), seconds).meta({
        description:
          'Seconds by the clock, by part of the run: cluster (coming up), preflight, inventory, scenarios, release',
      }),
      phases: phases.meta({
        description:
          'Seconds by phase, of all scenarios together: they run side by side, so that it is more than passed',
      }),
    }),
    scenarios: z.array(ScenarioResult),
    links: z.array(LinkFigures).meta({description: 'Every link that was measured, in the order of the chain'}),
    score: z.strictObject({
      total: z.number().min(0).max(100),
      components: z.array(
        z.strictObject({
          id: z.string(),
          label: z.string(),
          points: z.number(),
          max: z.number(),
          explanation: z.string(),
        }),
      ),
      excluded: z.array(z.strictObject({scenario: z.string(), reason: z.string()})),
    }),
    response: z
      .strictObject({
        total: z.number().min(0).max(100).optional().meta({description: 'Absent: nothing could be measured'}),
        components: z.array(
          z.strictObject({id: z.string(), points: z.number(), max: z.number(), explanation: z.string()}),
        ),
        remarks: texts,
      })
      .nullable()
      .meta({description: 'How people responded: it does not count in the score. null: nobody was to respond'}),
    exercise: Exercise.nullable().meta({description: 'A drill with people, in short; null: the run had none'}),
    gates: z.array(
      z.strictObject({
        name: z.string(),
        held: z.boolean(),
        detail: z.string(),
        undecided: z.literal(true).optional().meta({description: 'true: it could not be decided'}),
      }),
    ),
    preflight: z.array(
      z.strictObject({
        check: z.string(),
        state: z.enum(['ok', 'warning', 'failed', 'skipped']),
        detail: z.string(),
        scenario: z.string().optional(),
      }),
    ),
    cleanup: z.strictObject({
      created: z.int().min(0),
      left: texts,
      cluster: z.enum(['deleted', 'kept', 'not ours', 'left behind']).nullable(),
    }),
  })
  .meta({title: 'kubedrill result', description: 'The result of one run of kubedrill'});

export type Result = z.output<typeof ResultSchema>;

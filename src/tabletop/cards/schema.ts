import {z} from 'zod';
import {RecordedAt} from '../../events/table-schema.js';
import {CARD_KINDS, PLACES, STAGES, VERDICTS} from '../../events/words.js';

const text = z.string();
const amount = z.number().min(0);

/** One piece of evidence, sealed until somebody looks at a place that it answers. */
export const Card = z.strictObject({
  id: text.regex(/^[a-z0-9-]+$/),
  kind: z.enum(CARD_KINDS),
  title: text.min(1).max(120),
  answers: z.array(z.enum(PLACES)).min(1),
  text: text.min(1).max(4000),
});
export type Card = z.output<typeof Card>;

const Request = z.strictObject({
  ...{step: text, actor: text, method: text, path: text},
  code: z.int().optional(),
  outcome: z.enum(['executed', 'prevented', 'failed']),
});

const Seen = z.strictObject({
  ...{stage: z.enum(STAGES), source: text, latencyMs: amount},
  rule: z.strictObject({id: text, title: text, level: text}).optional(),
  /** What an alert says that it is about: who, what, where. */
  about: z.record(text, text).default({}),
});

const Settled = z.strictObject({
  ...{expectation: z.int().min(0), stage: z.enum(STAGES), latencyMs: amount.optional(), source: text.optional()},
  state: z.enum(['seen', 'late', 'missed', 'suppressed', 'unknown']),
  reason: text.optional(),
});

/** What a scenario left behind when it was played on a real cluster: enough to play it again on a table. */
export const CardsFile = z
  .strictObject({
    format: z.literal(1),
    scenario: text,
    recorded: RecordedAt,
    /** What names stood for in that run. */
    names: z.strictObject({token: text, namespace: text, actor: text}),
    verdict: z.enum(VERDICTS),
    explanation: text,
    link: z
      .strictObject({lastHeld: z.enum(STAGES).optional(), broken: z.enum(STAGES), cause: text, change: text})
      .optional(),
    requests: z.array(Request),
    seen: z.array(Seen),
    settled: z.array(Settled),
    cards: z.array(Card).min(1),
  })
  .meta({title: 'kubedrill evidence cards', description: 'What a recorded attack left behind, for a tabletop'});
export type CardsFile = z.output<typeof CardsFile>;

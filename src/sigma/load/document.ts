import {z} from 'zod';
import {timespanOf} from '../correlate/timespan.js';
import {CORRELATION_TYPES} from '../rule-set.js';

const texts = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

/** From harmless to critical, as the Sigma specification names them. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;

const head = {
  title: z.string({
    error: ({input}) => (input === undefined ? 'title is missing' : 'title is not a text: quote it'),
  }),
  id: z.string().optional(),
  name: z.string().optional(),
  status: z.string().optional(),
  // In any case, as pySigma takes it.
  level: z
    .preprocess(level => (typeof level === 'string' ? level.toLowerCase() : level), z.enum(LEVELS).optional())
    .transform(level => level ?? 'medium'),
  tags: z.array(z.string()).default([]),
  falsepositives: texts.default([]),
};
const LogSource = z.looseObject({
  product: z.string().optional(),
  service: z.string().optional(),
  category: z.string().optional(),
});

/** A Sigma document over single events; keys that only people read are kept out, not refused. */
export const DetectionDocument = z.looseObject({
  ...head,
  logsource: LogSource,
  detection: z.record(z.string(), z.unknown()),
});

/** A Sigma filter: a condition that is added to other rules. */
export const FilterDocument = z.looseObject({
  title: head.title,
  logsource: LogSource.default({}),
  filter: z.looseObject({rules: texts}),
});

const Condition = z.strictObject(
  {
    gt: z.number().optional(),
    gte: z.number().optional(),
    lt: z.number().optional(),
    lte: z.number().optional(),
    eq: z.number().optional(),
    neq: z.number().optional(),
    field: texts.optional(),
    percentile: z.number().min(0).max(100).optional(),
  },
  {
    error: issue =>
      typeof issue.input === 'string' ? 'expressions over rules are not supported; a map is' : undefined,
  },
);

const NO_TIMESPAN = 'timespan must be a number and a unit: 30s, 5m, 1h, 1d, 2w, 1M, 1y';

/**
 * A Sigma correlation.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md
 */
export const CorrelationDocument = z.looseObject({
  ...head,
  correlation: z.strictObject({
    type: z.enum(CORRELATION_TYPES),
    rules: texts,
    'group-by': texts.default([]),
    timespan: z.string({error: NO_TIMESPAN}).refine(text => timespanOf(text) !== undefined, NO_TIMESPAN),
    condition: Condition.optional(),
    aliases: z.record(z.string(), z.record(z.string(), z.string())).default({}),
    generate: z.boolean().default(false),
  }),
});
export type CorrelationDocument = z.output<typeof CorrelationDocument>;

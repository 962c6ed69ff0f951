import {z} from 'zod';
import {CLUSTER_KINDS} from '../events/words.js';
import {LOGS, STATES} from './words.js';

/** The version of `coverage.json`; it grows when a reader of the old one would be misled. */
export const COVERAGE_VERSION = 1;

const seconds = z.number().min(0).meta({description: 'Seconds'});
const count = z.int().min(0);

const TraceSchema = z.strictObject({
  log: z.enum(LOGS),
  state: z.enum(STATES).meta({
    description:
      'late: all arrived, some after `within`; lossy: some did not, or not whole; missing: none did; not observable: it could not be determined; skipped: not tried',
  }),
  reason: z.string().nullable().meta({description: 'Why, where the state is not arrived'}),
  written: count.meta({description: 'Markers that were written'}),
  source: z
    .strictObject({
      where: z.string(),
      seen: count.nullable().meta({description: 'Markers that the cluster itself shows; null: unknown'}),
      reason: z.string().optional().meta({description: 'Why it is unknown'}),
    })
    .nullable()
    .meta({description: 'null: not tried'}),
  store: z
    .strictObject({
      source: z.string().meta({description: 'Id of the source in the stack file'}),
      where: z.string().meta({description: 'Index or query'}),
      seen: count.meta({description: 'Markers found, each counted once'}),
      duplicates: count.meta({description: 'Records beyond the first of a marker'}),
    })
    .nullable()
    .meta({description: 'null: not tried, or there is no stack'}),
  lost: count.meta({description: 'Markers written and not found where the way ends'}),
  pattern: z.string().nullable().meta({description: 'Which were lost, in words'}),
  latency: z
    .strictObject({p50: seconds, p95: seconds, max: seconds})
    .nullable()
    .meta({description: 'From writing until found in the store; null: none was'}),
  attributes: z
    .record(z.string(), z.enum(['field', 'text', 'absent']))
    .optional()
    .meta({description: 'Whether a record says whose line it is: in a field, only inside a text, or not'}),
  next: z.array(z.string()).meta({description: 'What to do'}),
});
/** What became of one log source on its way to one store. */
export type Trace = z.output<typeof TraceSchema>;

/** `coverage.json`, and what `coverage --json` prints. */
export const CoverageSchema = z
  .strictObject({
    version: z.literal(COVERAGE_VERSION),
    kubedrill: z.string(),
    run: z.string(),
    cluster: z.strictObject({
      kind: z.enum(CLUSTER_KINDS),
      name: z.string(),
      simulated: z.boolean(),
      version: z.string(),
    }),
    stack: z.string().nullable().meta({description: 'Title of the stack file; null: there was none'}),
    lines: count.meta({description: 'Markers asked for, for each log source'}),
    within: seconds.meta({description: 'What counts as in time'}),
    logs: z.array(TraceSchema),
    left: z.array(z.string()).meta({description: 'What could not be removed'}),
  })
  .meta({title: 'kubedrill coverage', description: 'Which log sources arrive, how late, and with how many lines lost'});
export type CoverageResult = z.output<typeof CoverageSchema>;

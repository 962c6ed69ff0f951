import {z} from 'zod';
import {STAGES} from '../../events/words.js';
import {Duration} from '../../scenario/steps/step-parts.js';
import {SOURCE_TYPES} from '../registry.js';
import {LogPlaces} from './log-places.js';

type Types = typeof SOURCE_TYPES;
type AnySchema = Types[keyof Types]['schema'];

/** The configuration of one source, by its type. */
export type SourceConfig = z.output<AnySchema> & {id?: string | undefined};

const types = Object.keys(SOURCE_TYPES);
const SourceSchema = z.discriminatedUnion(
  'type',
  Object.values(SOURCE_TYPES).map(t => t.schema) as unknown as [AnySchema, ...AnySchema[]],
  {error: issue => (issue.code === 'invalid_union' ? `must be one of ${types.join(', ')}` : undefined)},
);

/** A logging and alerting stack: what follows an attack after the API server has written it down. */
export const StackFile = z
  .strictObject({
    title: z.string().min(1),
    sla: z
      .partialRecord(z.enum(STAGES).exclude(['executed', 'contained']), Duration)
      .default({})
      .meta({
        description:
          'What this stack promises: replaces the SLA that scenarios have for a stage; `acknowledged`, which runs from the alert, is then expected of every alert',
      }),
    sources: z.array(SourceSchema).min(1),
    logs: LogPlaces,
  })
  .meta({title: 'kubedrill stack', description: 'The sources that follow an attack through logging and alerting'});
export type StackFile = z.output<typeof StackFile>;

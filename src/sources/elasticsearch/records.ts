import {z} from 'zod';
import type {SourceContext} from '../kit/source-type.js';
import {EventShape} from '../record/shape.js';
import {indexNamed, stored, timeField} from '../store/config.js';
import {kibanaOfRecords} from '../store/kibana.js';
import type {Store} from '../store/store.js';
import type {KnownPaths} from './known-paths.js';

/** The part of a stack file that describes audit records in a store. */
export const recordsSchema = z
  .strictObject({
    type: z.literal('elasticsearch'),
    ...stored,
    index: indexNamed(),
    time: timeField,
    event: EventShape,
    kibana: kibanaOfRecords,
    probe: z.boolean().default(false).meta({
      description:
        'When a record did not arrive: makes an index of the same mapping, puts the event into it, reads why it is refused, and deletes it. Needs the privileges to do so',
    }),
  })
  .meta({description: 'Audit records in Elasticsearch 7 to 9 or OpenSearch 1 to 3'});
export type RecordsConfig = z.output<typeof recordsSchema>;

/** What a look at the records needs. */
export interface Records {
  store: Store;
  config: RecordsConfig;
  paths: KnownPaths;
  context: SourceContext;
  /** All indices that the pattern ever named. */
  ever: string;
  /** Nothing older counts. */
  from: Date;
}

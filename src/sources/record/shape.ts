import {z} from 'zod';

/**
 * Where in a stored record the audit event is: at its root, under a dotted prefix, or as JSON in a text field.
 * `auto` looks at each record. Flattened and renamed fields are recognised in all of them.
 */
export const EventShape = z
  .union([
    z.enum(['auto', 'root'], {error: 'must be auto, root, {under: PREFIX} or {json: FIELD}'}),
    z.strictObject({under: z.string().min(1).meta({description: 'Dotted prefix, such as kubernetes.audit'})}),
    z.strictObject({json: z.string().min(1).meta({description: 'Field that holds the event as JSON, such as log'})}),
  ])
  .default('auto')
  .meta({id: 'eventShape', description: 'How records carry the audit event; auto looks at each record'});
export type EventShape = z.output<typeof EventShape>;

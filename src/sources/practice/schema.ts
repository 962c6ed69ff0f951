import {z} from 'zod';
import {Duration} from '../../scenario/steps/step-parts.js';

/** A dotted path in a record, such as `objectRef.resource`. */
const Path = z
  .string()
  .regex(/^[\w./-]+$/, 'must be a dotted path, such as objectRef.resource')
  .meta({description: 'Dotted path in the record, such as objectRef.resource'});

const Left = z
  .strictObject({field: Path, is: z.union([z.string(), z.number()])})
  .meta({description: 'Records whose field has this value never leave the node'});

const Shipper = z
  .strictObject({
    leavesOut: z.array(Left).default([]),
    rename: z.record(Path, Path).default({}).meta({description: 'Field of the audit event → its name in the store'}),
    under: Path.optional().meta({description: 'The whole event is put under this field'}),
    parse: z
      .boolean()
      .default(true)
      .meta({description: 'false: a line stays text, in the field log, as it does without a JSON parser'}),
    time: z
      .strictObject({
        ahead: Duration.default('0s'),
        behind: Duration.default('0s'),
      })
      .prefault({})
      .meta({description: 'How wrong @timestamp is, such as 1h ahead where local time is read as UTC'}),
    every: Duration.default('1s').meta({description: 'How often it sends what it has'}),
  })
  .prefault({})
  .meta({description: 'From the audit log to the store, as Fluentd or Fluent Bit does it'});

const Index = z
  .strictObject({
    mapping: z
      .record(Path, z.enum(['keyword', 'text', 'long', 'boolean', 'date', 'object']))
      .default({})
      .meta({description: 'Field of the record → its type: a record with another value is refused'}),
    refresh: Duration.default('1s').meta({description: 'How often new records become searchable'}),
  })
  .prefault({})
  .meta({description: 'The index that records come to, as Elasticsearch has it'});

const Search = z
  .strictObject({
    fields: z
      .record(Path, Path)
      .default({})
      .meta({description: 'Field that a rule asks for → its name in the store, as in a Sigma pipeline'}),
    under: Path.optional().meta({description: 'Rules read the event under this field'}),
    every: Duration.default('5s').meta({description: 'How often rules search'}),
    lookBack: Duration.default('5m').meta({description: 'How old a record may be, by its @timestamp'}),
  })
  .prefault({})
  .meta({description: 'Rules over the store: those of --rules, or of kubedrill'});

const Silence = z
  .strictObject({
    rule: z.string().min(1).meta({description: 'Id of a rule, or * for all'}),
    by: z.string().min(1),
    why: z.string().min(1),
  })
  .meta({description: 'Alerts that notify nobody'});

const Alerts = z
  .strictObject({
    wait: Duration.default('0s').meta({description: 'How long an alert waits for others of its group'}),
    silences: z.array(Silence).default([]),
  })
  .prefault({})
  .meta({description: 'From a match to people, as Alertmanager does it'});

/** The part of a stack file that describes a pipeline which kubedrill plays itself. */
export const PracticeSchema = z
  .strictObject({
    type: z.literal('practice'),
    shipper: Shipper,
    index: Index,
    search: Search,
    alerts: Alerts,
  })
  .meta({description: 'A pipeline that kubedrill plays itself, to practise on: shipper, index, rules and alerts'});
export type Practice = z.output<typeof PracticeSchema>;

import {z} from 'zod';
import {parseYaml} from '../../lib/yaml/yaml-file.js';
import type {ReadRule} from '../elasticsearch/investigate/against-rule.js';
import type {Clause} from '../store/clauses.js';

const Rule = z.looseObject({
  name: z.string(),
  index: z.string(),
  timestamp_field: z.string().default('@timestamp'),
  filter: z.array(z.record(z.string(), z.unknown())).default([]),
});

/** Reads a rule's file; undefined when it is none. A filter may stand below `query`, as in old rules. */
export function readRuleFile(text: string): ReadRule | undefined {
  const {data} = Rule.safeParse(parseYaml(text, 'rule', {repeatedKeys: 'last counts'}).values[0]);
  if (!data) return undefined;
  const {name, index, timestamp_field: timestampField, filter} = data;
  const clauses = filter.map(part => ('query' in part ? (part.query as Clause) : part));
  return {name, index, timestampField, filter: clauses};
}

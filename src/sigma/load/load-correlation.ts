import {timespanOf} from '../correlate/timespan.js';
import type {CorrelationRule, Threshold} from '../rule-set.js';
import type {CorrelationDocument} from './document.js';

/** What a correlation says beside its head. */
export type CorrelationBody = Pick<
  CorrelationRule,
  'type' | 'rules' | 'groupBy' | 'timespanMs' | 'threshold' | 'fields' | 'percentile' | 'aliases' | 'generate'
>;

/** Reads a correlation; a text says what is wrong with its condition. */
export function correlationBody({correlation}: CorrelationDocument): CorrelationBody | string {
  const {type, condition = {}} = correlation;
  const {field: fields = [], percentile, ...comparisons} = condition;
  const threshold = Object.entries(comparisons).map(([op, value]) => ({op, value}) as Threshold);
  const wrong = wrongCondition(correlation, threshold, fields, percentile);
  if (wrong !== undefined) return wrong;
  return {
    type,
    rules: correlation.rules,
    groupBy: correlation['group-by'],
    timespanMs: timespanOf(correlation.timespan) ?? 0,
    threshold,
    fields,
    aliases: correlation.aliases,
    generate: correlation.generate,
    ...(percentile !== undefined && {percentile}),
  };
}

function wrongCondition(
  {type, rules, condition}: CorrelationDocument['correlation'],
  threshold: readonly Threshold[],
  fields: readonly string[],
  percentile: number | undefined,
): string | undefined {
  if (condition && !threshold.length) return 'the condition has no comparison such as gte: 10';
  const ofValues = type.startsWith('value_');
  if (!type.startsWith('temporal') && !threshold.length) return `${type} needs a condition such as gte: 10`;
  if (ofValues && !fields.length) return `${type} needs condition.field`;
  if (!ofValues && fields.length) return `${type} counts no field`;
  if (fields.length > 1 && type !== 'value_count') return `${type} takes one field`;
  if (percentile !== undefined && type !== 'value_percentile') return `${type} takes no percentile`;
  // The order of a part of the rules is not defined.
  const all = ({op, value}: Threshold) => (op === 'gte' || op === 'eq') && value === rules.length;
  if (type === 'temporal_ordered' && !threshold.every(all)) return `temporal_ordered needs all ${rules.length} rules`;
  return undefined;
}

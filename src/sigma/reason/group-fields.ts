import type {CorrelationRule} from '../rule-set.js';

/** A field by which a correlation groups the events of a rule, and where the rule's file says so. */
export interface GroupField {
  field: string;
  path: readonly PropertyKey[];
}

/** The fields by which a correlation groups events: an alias is another field for each of its rules. */
export const groupFieldsOf = ({groupBy, aliases}: CorrelationRule): GroupField[] =>
  groupBy.flatMap((name, i): GroupField[] => {
    const meant = Object.entries(aliases[name] ?? {});
    if (!meant.length) return [{field: name, path: ['group-by', i]}];
    return meant.map(([ref, field]) => ({field, path: ['aliases', name, ref]}));
  });

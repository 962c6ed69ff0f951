import type {AuditEvent} from '../audit/event.js';

/** Answers for one event. */
export type Predicate = (event: AuditEvent) => boolean;

/** One comparison of a field, kept apart so that a miss can be explained. */
export interface FieldTest {
  /** Dotted path as the rule writes it; `keywords` for a search of the whole event. */
  field: string;
  /** The modifiers, without the leading bar. */
  modifiers: readonly string[];
  /** What is wanted, for people. */
  wanted: string;
  /** The values as the rule has them. */
  values: readonly unknown[];
  test: Predicate;
}

/** A named part of `detection`: alternatives (lists of maps), each a list of tests that must all hold. */
export interface Selection {
  name: string;
  alternatives: readonly (readonly FieldTest[])[];
  test: Predicate;
}

/** A condition, parsed. */
export type Condition =
  | {type: 'selection'; name: string}
  | {type: 'not'; of: Condition}
  | {type: 'and' | 'or'; of: readonly Condition[]};

/** What every rule says of itself. */
interface Described {
  /** The file's name, or in a file of several documents the document's `name`. */
  id: string;
  /** The rule's own UUID and name: by these, correlations and filters refer to it. */
  refs: readonly string[];
  title: string;
  level: string;
  status?: string;
  file: string;
  tags: readonly string[];
  falsepositives: readonly string[];
  /** Whether its logsource is the Kubernetes audit log. */
  applicable: boolean;
  /** Where each part stands in the file, for problems. */
  at(path: readonly PropertyKey[], message: string): RuleProblem;
}

/** A rule over single events. */
export interface EventRule extends Described {
  kind: 'event';
  selections: ReadonlyMap<string, Selection>;
  conditions: readonly Condition[];
  test: Predicate;
  /** True when a correlation uses it and does not ask for its own alerts. */
  silent: boolean;
}

/** A rule over the matches of other rules in time. */
export interface CorrelationRule extends Described {
  kind: 'correlation';
  type: CorrelationType;
  /** References as written; each is an event rule of the same set. */
  rules: readonly string[];
  groupBy: readonly string[];
  timespanMs: number;
  /** Comparisons of the count; for the temporal types, absent: all rules must have matched. */
  threshold?: readonly {op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'; value: number}[];
  /** For value_count: the field whose distinct values count. */
  field?: string;
  /** Other names for fields of single rules in group-by: alias → rule reference → field. */
  aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** True when the rules it builds on alert by themselves as well. */
  generate: boolean;
}

export const CORRELATION_TYPES = ['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export type Rule = EventRule | CorrelationRule;

/** Rules that were loaded together; references between them are resolved. */
export interface RuleSet {
  readonly rules: readonly Rule[];
}

/** Something wrong with a rule, at its place in the file, and what to do about it. */
export interface RuleProblem {
  file: string;
  line: number;
  column: number;
  message: string;
  next: string;
}

import type {AuditEvent} from '../audit/event.js';

/** Answers for one event. */
export type Predicate = (event: AuditEvent) => boolean;

/** One comparison of a field, kept apart so that a miss can be explained. */
export interface FieldTest {
  /** Dotted path as the rule writes it; `KEYWORDS` for a search of the whole event. */
  field: string;
  /** The key as it stands in the file: the field may have been repaired. */
  key: string;
  /** The modifiers, without the leading bar. */
  modifiers: readonly string[];
  /** What is wanted, for people, behind `should`: `be create`, `start with system:`. */
  wanted: string;
  /** The values as the rule has them. */
  values: readonly unknown[];
  test: Predicate;
}

/** Names a place in a file, given the path to it in its document. */
export type Locate = (path: readonly PropertyKey[], message: string) => RuleProblem;

/** A named part of `detection`: alternatives (lists of maps), each a list of tests that must all hold. */
export interface Selection {
  name: string;
  alternatives: readonly (readonly FieldTest[])[];
  test: Predicate;
  /** For a selection that a filter has added: places in the filter's own file. */
  filter?: {at: Locate; name: string};
}

/** A condition, parsed. */
export type Condition =
  | {type: 'selection'; name: string}
  | {type: 'not'; of: Condition}
  | {type: 'and' | 'or'; of: readonly Condition[]}
  | {type: 'atLeast'; count: number; of: readonly Condition[]};

/** Where events come from, as a rule or a filter says. */
export interface LogSource {
  product?: string | undefined;
  service?: string | undefined;
  category?: string | undefined;
}

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
  /** What it was made from, as data: its own document, then the filters and placeholders that change it. */
  source: readonly unknown[];
  /** Whether it is about the Kubernetes audit log; a correlation is if the rules are that it builds on. */
  applicable: boolean;
  /** True when a correlation uses it and does not ask for its own alerts. */
  silent: boolean;
  /** Where each part stands in the file, for problems. */
  at: Locate;
}

/** A rule over single events. */
export interface EventRule extends Described {
  kind: 'event';
  logsource: LogSource;
  selections: ReadonlyMap<string, Selection>;
  /** Any of them will do. */
  conditions: readonly Condition[];
  test: Predicate;
}

/** A rule over the matches of other rules in time. */
export interface CorrelationRule extends Described {
  kind: 'correlation';
  type: CorrelationType;
  /** References as written; each is another rule of the same set, also a correlation. */
  rules: readonly string[];
  groupBy: readonly string[];
  timespanMs: number;
  /** Comparisons of the figure, all of which must hold; for the temporal types, of the number of rules that matched. */
  threshold: readonly Threshold[];
  /** The fields whose values count; none for event_count and the temporal types. */
  fields: readonly string[];
  /** For value_percentile: which, from 0 to 100. */
  percentile?: number;
  /** Other names for fields of single rules in group-by: alias → rule reference → field. */
  aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** True when the rules it builds on alert on their own as well. */
  generate: boolean;
}

/** One comparison of a correlation's figure. */
export interface Threshold {
  op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';
  value: number;
}

export const CORRELATION_TYPES = [
  ...(['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const),
  ...(['value_sum', 'value_avg', 'value_median', 'value_percentile'] as const),
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export type Rule = EventRule | CorrelationRule;

/** Rules that were loaded together; references between them are resolved. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** What was left out of the files, with the reason: it cannot alert. */
  readonly skipped: readonly SkippedRule[];
}

/** Something wrong with a rule, at its place in the file, and what to do about it. */
export interface RuleProblem {
  file: string;
  line: number;
  column: number;
  message: string;
  next: string;
}

/** Something in a rule file that cannot alert: its place, and the first reason. */
export interface SkippedRule extends RuleProblem {
  /** It has a mistake, is about another log, or there is no rule in the file. */
  why: 'mistake' | 'foreign' | 'empty';
}

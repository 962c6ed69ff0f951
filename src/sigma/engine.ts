import type {AuditEvent} from '../audit/event.js';
import type {AuditHead} from '../audit/head/head.js';
import {Correlator} from './correlate/correlation.js';
import type {Candidate} from './prefilter/candidate.js';
import {RuleIndex} from './prefilter/rule-index.js';
import type {Rule, RuleSet} from './rule-set.js';

/** A rule that matched. */
export interface RuleMatch {
  rule: Rule;
  /** The event that made it match; for a correlation, the one that completed it. */
  event: AuditEvent;
  /** That event, or for a correlation the newest of those that contributed, oldest first. */
  events: AuditEvent[];
  /** The values that the events of a correlation share, by field. */
  group?: Record<string, string>;
}

/** Rules over a stream of audit events, in the order of arrival. */
export interface RuleEngine {
  /**
   * Everything that matches with this event. A correlation matches at each event that makes or keeps it true.
   *
   * @param candidates those of the event's line, where they are known: it need not be asked about the others
   */
  push(event: AuditEvent, candidates?: readonly Candidate[] | 'any'): RuleMatch[];
  /**
   * The first half of `push`, which needs no other event: the rules over single events that match.
   */
  match(event: AuditEvent, candidates?: readonly Candidate[] | 'any'): Rule[];
  /** The second half, in the order of the events: everything that matches by these rules' matching with an event. */
  follow(event: AuditEvent, rules: readonly Rule[]): RuleMatch[];
  /**
   * The rules that a line of the log may concern, of which `scanAuditLine` has read the head. Undefined is certain: the
   * line need not be parsed nor pushed. A line without a head may concern any.
   */
  candidates(head: AuditHead | undefined, line: string): readonly Candidate[] | 'any' | undefined;
}

/**
 * What matches with an event; undefined when it is nested too deeply for the rules. Then no
 * rule has counted it.
 */
export function matchesOf(
  engine: RuleEngine,
  event: AuditEvent,
  candidates?: readonly Candidate[] | 'any',
): RuleMatch[] | undefined {
  try {
    return engine.push(event, candidates);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Makes an engine for the rules about the Kubernetes audit log; others in the set are left out. */
export function createRuleEngine(set: RuleSet): RuleEngine {
  const rules = set.rules.filter(rule => rule.applicable);
  const index = new RuleIndex(rules.filter(rule => rule.kind === 'event'));
  const correlators = rules.flatMap(rule => (rule.kind === 'correlation' ? [new Correlator(rule)] : []));
  const fedBy = new Map(
    rules.map(rule => [rule, correlators.filter(c => c.rule.rules.some(ref => rule.refs.includes(ref)))] as const),
  );

  function take(match: RuleMatch, matches: RuleMatch[]): void {
    if (!match.rule.silent) matches.push(match);
    for (const correlator of fedBy.get(match.rule) ?? []) {
      const held = correlator.push(match.rule, match.event);
      if (held) take({rule: correlator.rule, event: match.event, ...held}, matches);
    }
  }

  const match = (event: AuditEvent, candidates?: readonly Candidate[] | 'any'): Rule[] =>
    index.match(event, candidates === 'any' ? undefined : candidates);

  function follow(event: AuditEvent, matching: readonly Rule[]): RuleMatch[] {
    const matches: RuleMatch[] = [];
    for (const rule of matching) take({rule, event, events: [event]}, matches);
    return matches;
  }

  return {
    push: (event, candidates) => follow(event, match(event, candidates)),
    match,
    follow,
    candidates(head, line) {
      if (head === undefined) return 'any';
      const found = index.candidates(head, line);
      return found.length ? found : undefined;
    },
  };
}

import type {AuditEvent} from '../audit/event.js';
import {Correlator} from './correlation.js';
import {RuleIndex} from './rule-index.js';
import type {EventRule, Rule, RuleSet} from './rule-set.js';

/** A rule that matched, and the events it matched on: one, or all that contributed to a correlation. */
export interface RuleMatch {
  rule: Rule;
  events: AuditEvent[];
  /** The values that the events of a correlation share, by field. */
  group?: Record<string, string>;
}

/** Rules over a stream of audit events, in the order of arrival. */
export interface RuleEngine {
  /** Everything that matches with this event. A correlation matches at each event that makes or keeps it true. */
  push(event: AuditEvent): RuleMatch[];
}

/** Makes an engine for the rules about the Kubernetes audit log; others in the set are left out. */
export function createRuleEngine(set: RuleSet): RuleEngine {
  const rules = set.rules.filter(rule => rule.applicable);
  const index = new RuleIndex(rules.filter(rule => rule.kind === 'event'));
  const correlators = rules.flatMap(rule => (rule.kind === 'correlation' ? [new Correlator(rule)] : []));
  const feeds = (base: EventRule) => correlators.filter(c => c.rule.rules.some(ref => base.refs.includes(ref)));
  const fedBy = new Map(rules.flatMap(rule => (rule.kind === 'event' ? [[rule, feeds(rule)] as const] : [])));

  return {
    push(event) {
      const matches: RuleMatch[] = [];
      index.match(event, rule => {
        if (!rule.silent) matches.push({rule, events: [event]});
        for (const correlator of fedBy.get(rule) ?? []) {
          const match = correlator.push(rule, event);
          if (match) matches.push({rule: correlator.rule, ...match});
        }
      });
      return matches;
    },
  };
}

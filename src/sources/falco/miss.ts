import {type Claim, stampOf} from '../claim.js';
import type {AlertRule, Explanation, Investigation} from '../source.js';
import {stockGap} from './stock-rules.js';

/** What is remembered of an alert that was posted. */
export interface Posted {
  rule: AlertRule;
  claims: readonly Claim[];
  /** The audit events it names, by their timestamps to the microsecond. */
  stamps: readonly string[];
  /** The source of the event, such as `k8s_audit` or `syscall`. */
  kind: string | undefined;
  time: string | undefined;
}

/** Why Falco, which did post, did not alert as expected: another rule came first, or none fits. */
export function explainMiss(
  posted: readonly Posted[],
  about: Investigation,
  wanted: readonly string[] | undefined,
  isMeant: (rule: AlertRule) => boolean,
): Explanation {
  const shadow = posted.find(alert => !isMeant(alert.rule) && isOnOneOf(alert, about));
  if (shadow) return matchesAll(posted) ? otherRule(shadow, wanted) : shadowed(shadow, wanted);
  const since = posted.filter(alert => Date.parse(alert.time ?? '') >= about.since.getTime());
  const nameless = since.filter(
    alert => alert.kind === 'syscall' && alert.claims.every(claim => claim.pod === undefined),
  );
  const gap = stockGap(about.events);
  const proof = {posted: posted.length, sinceTheAttack: since.length, event: about.events[0]?.auditID};
  if (!gap && nameless.length) {
    return {
      cause: `Falco posted ${nameless.length} alerts on system calls since the attack that name no pod`,
      change: 'let their output carry k8s.ns.name and k8s.pod.name (append_output: suggested_output, container plugin)',
      proof,
    };
  }
  return {
    cause: `Falco posted ${posted.length} alerts, ${since.length} of them on what happened since the attack, none on its requests${gap ? `; of its own rules it is known that ${gap}` : ''}`,
    change: wanted
      ? `look at the condition of ${wanted.join(', ')}, and whether it is loaded (falco -L) for the source k8s_audit`
      : 'write a rule for this technique, or name one that covers it under rules of this source',
    proof,
  };
}

const isOnOneOf = ({stamps, claims}: Posted, {events, auditIds}: Investigation): boolean =>
  claims.some(claim => auditIds.includes(claim.auditId ?? '')) ||
  events.some(event => stamps.includes(stampOf(event) ?? '') && claims.some(c => c.user === event.user.username));

/** One event with alerts of two rules: then no rule is kept from alerting by another. */
function matchesAll(posted: readonly Posted[]): boolean {
  const rules = new Map<string, string>();
  return posted.some(({stamps: [stamp], claims: [claim], rule}) => {
    if (stamp === undefined) return false;
    const event = `${stamp} ${claim?.user}`;
    const first = rules.get(event);
    rules.set(event, rule.id);
    return first !== undefined && first !== rule.id;
  });
}

const otherRule = ({rule, time}: Posted, wanted: readonly string[] | undefined): Explanation => ({
  cause: `Falco alerted on the same event by ${rule.id}, and ${wanted?.join(' or ')} did not match it`,
  change: `compare the condition of ${wanted?.join(' or ')} with the event, or name ${rule.id} under rules of this source`,
  proof: {rule: rule.id, priority: rule.level, time},
});

const shadowed = ({rule, time}: Posted, wanted: readonly string[] | undefined): Explanation => ({
  cause: `Falco alerted on the same event by ${rule.id}${wanted ? ` and not by ${wanted.join(' or ')}` : ''}: of the rules that match an event, only the first in its files alerts (rule_matching: first)`,
  change: `set rule_matching: all in falco.yaml, or move the rule above ${rule.id}`,
  proof: {rule: rule.id, priority: rule.level, time},
});

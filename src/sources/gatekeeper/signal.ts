import type {AuditEvent} from '../../audit/event.js';
import {withoutSecrets} from '../../audit/redact.js';
import type {Claim} from '../claim.js';
import {claimOfObject} from '../cluster/objects.js';
import type {AlertRule, Signal} from '../source.js';
import type {Constraint} from './constraints.js';
import type {Verdict} from './denials.js';
import {ruleOf, type Violation} from './violation.js';

/** By whom and when something was seen, and the constraints that were known then. */
export interface Seen extends Pick<Signal, 'source' | 'seenAt'> {
  constraints: readonly Constraint[];
}

/** Only the sender of a request sees a warning, and an attacker does not report it. */
const ONLY_CLIENT =
  'Gatekeeper warned only the client; its audit, --log-denies or --emit-admission-events would report it to others';

/** A request that a constraint refused: there is a record of it, and it did no harm. */
export function deniedSignal(verdict: Verdict, claims: Claim[], seen: Seen, event?: AuditEvent): Signal {
  const rule = ruleNamed(verdict.constraint, 'deny', seen.constraints);
  return {
    ...alert(seen, rule, {denied: verdict.message, ...(event && {event: withoutSecrets(event)})}),
    claims,
    ...(event && {events: [event], sourceTime: event.stageTimestamp}),
  };
}

/** A request that a constraint let pass with a warning in the answer. */
export const warnedSignal = (verdict: Verdict, claim: Claim, seen: Seen): Signal => ({
  ...alert(seen, ruleNamed(verdict.constraint, 'warn', seen.constraints), {warned: verdict.message}),
  claims: [claim],
  suppressed: ONLY_CLIENT,
  remedy: 'make Gatekeeper report it to others: --log-denies and --emit-admission-events, or enforcementAction: deny',
});

/** An object that violates a constraint, under any identity: it was let pass, or refused to a controller. */
export const violationSignal = (violation: Violation, seen: Seen): Signal => ({
  ...alert(seen, ruleOf(violation.constraint), violation),
  ...(violation.at !== undefined && {sourceTime: violation.at}),
  // What an audit finds may be as old as the object: its time tells nothing of who changed it.
  claims: claimOfObject(violation.object, violation.found === 'at admission' ? violation.at : undefined),
});

const alert = (
  {source, seenAt}: Seen,
  rule: AlertRule,
  document: object,
): Omit<Signal, 'claims' | 'suppressed' | 'remedy' | 'events'> => ({
  ...{source, seenAt, rule, stage: 'alerted'},
  evidence: {kind: 'alert', ref: rule.title, rule, document: {constraint: rule.title, ...document}},
});

/** Answers name a constraint, and not its kind. */
function ruleNamed(name: string, action: string, constraints: readonly Constraint[]): AlertRule {
  const known = constraints.filter(c => c.name === name);
  return ruleOf({name, action, kind: known.length === 1 ? (known[0]?.kind ?? '') : ''});
}

import {levelsWith} from '../../audit/body-levels.js';
import type {AuditEvent} from '../../audit/event.js';
import {comesWithAnswer} from '../../audit/stages.js';
import type {NearMiss} from '../../sigma/reason/explain.js';
import type {Watched} from '../watch/watched.js';
import type {Examined} from './examined.js';
import {type Cause, policyChange} from './trace.js';

/** What an API server writes on an event whose bodies it left out because they made it too long. */
const TRUNCATED = 'audit.k8s.io/truncated';

/**
 * Explains a miss by what the audit policy leaves out of events: the rule reads a body, and events of this level have
 * none, or what is known when a request was answered, and only its beginning is written. kubedrill's own rule
 * for the technique is asked whatever rules alert in the stack, since theirs need the same field of the same event.
 */
export function starved(trace: Examined, {expectation}: Watched): Cause | undefined {
  for (const {event, misses} of trace.missed()) {
    const near = trace.anyRule ? misses[0] : misses.find(miss => miss.rule.id === expectation.rule);
    const lacking = near && whatIsLacking(trace, event, near);
    if (lacking) return lacking;
  }
  return undefined;
}

/** Why an event has not what a rule reads of it; undefined where the policy and the API server left nothing out. */
function whatIsLacking(trace: Examined, event: AuditEvent, near: NearMiss): Cause | undefined {
  const begun = comesWithAnswer(event, near.field) ? onlyBegun(trace, event, near) : undefined;
  if (begun) return begun;
  const levels = near.found === 'absent' ? levelsWith(near.field) : undefined;
  if (!levels) return undefined;
  if (!levels.includes(event.level)) return tooLow(trace, event, near, levels[0] ?? '');
  return event.annotations?.[TRUNCATED] === 'true' ? cutOff(event, near) : undefined;
}

const cutOff = (event: AuditEvent, {rule, field}: NearMiss): Cause => ({
  cause: `audited at level ${event.level}, but the API server left its bodies out (annotation ${TRUNCATED}: the event was too long), and ${rule.id} reads ${field}`,
  change:
    'raise --audit-log-truncate-max-event-size (of a webhook: --audit-webhook-truncate-max-event-size) of the API server, set omitManagedFields in its policy, and add a rule on the annotation: an attacker can pad a request to hide its body',
  proof: {event: event.auditID, level: event.level, annotation: TRUNCATED, ...{rule: rule.id, field}},
});

/** The policy's decision on the request of an event, for a sentence. */
function decisionOn({decided}: Examined, event: AuditEvent) {
  const {decision, said = 'the request'} = decided.find(({request}) => request.auditId === event.auditID) ?? {};
  const rule = decision?.rule === undefined ? undefined : `rule ${decision.rule} (${decision.ruleText ?? ''})`;
  return {decision, rule, said};
}

/** The event is that of a request that came, and the rule reads what is known only when it was answered. */
function onlyBegun(trace: Examined, event: AuditEvent, {rule: {id}, field}: NearMiss): Cause | undefined {
  const {decision, rule, said} = decisionOn(trace, event);
  const omitted = (decision?.omitStages ?? []).filter(
    stage => stage === 'ResponseStarted' || stage === 'ResponseComplete',
  );
  if (!omitted.length || trace.audited.some(e => e.auditID === event.auditID && e.stage !== event.stage))
    return undefined;
  const stages = omitted.join(', ');
  return {
    cause: `audited at stage ${event.stage} only: the audit policy omits ${stages} of ${said}, and ${id} ${field === 'stage' ? 'waits for a later stage' : `reads ${field}, which events have when the request was answered`}`,
    change: policyChange(
      `take ${stages} out of omitStages of the policy${rule === undefined ? '' : ` and of ${rule}`}`,
      trace,
    ),
    proof: {event: event.auditID, stage: event.stage, omitStages: omitted, rule: id, field},
  };
}

function tooLow(trace: Examined, event: AuditEvent, {rule, field}: NearMiss, least: string): Cause {
  const {decision, rule: deciding, said} = decisionOn(trace, event);
  const by = deciding === undefined ? '' : ` by ${deciding} of the policy`;
  return {
    cause: `audited at level ${event.level} only${by}, and ${rule.id} reads ${field}, which events have from level ${least} on`,
    change: policyChange(`give ${said} level ${least} in a rule above the one that decides`, trace),
    proof: {
      event: event.auditID,
      level: event.level,
      ...(decision?.rule !== undefined && {policyRule: decision.rule}),
      ...{rule: rule.id, field},
    },
  };
}

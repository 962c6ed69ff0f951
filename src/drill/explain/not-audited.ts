import {writtenStages} from '../../audit/stages.js';
import type {Decided, Examined, Reason} from './examined.js';
import {type Cause, policyChange} from './trace.js';

/** Why the API server wrote no event: the audit policy's rule that dropped it, the stage it omits, else its flags. */
export const notAudited: Reason = (trace, {expectation, settled}) => {
  if (settled?.state !== 'missed' || expectation.stage !== 'audited') return undefined;
  const {decided} = trace;
  const byPolicy = decided.map(one => dropped(one, trace)).find(cause => cause !== undefined);
  if (byPolicy) return byPolicy;
  const request = decided[0]?.request;
  return {
    cause: `not audited: the API server answered ${request?.code ?? ''} but its log has no event ${request?.auditId ?? ''}`,
    change:
      'check the audit flags of every API server (audit-policy-file, audit-log-path) and that this is the log they write',
    proof: {auditId: request?.auditId, answered: request?.code},
  };
};

/**
 * Requests of an attack that the policy keeps out of the log, where it lets others in: a rule that counts has counted
 * too few. Undefined when it keeps out none, or all.
 */
export function partlyAudited(trace: Examined): Cause | undefined {
  const {decided} = trace;
  const causes = decided.flatMap(one => dropped(one, trace) ?? []);
  const [first] = causes;
  if (!first || causes.length === decided.length) return undefined;
  return {
    ...first,
    cause: `${causes.length} of ${decided.length} requests of the attack are not in the audit log; ${first.cause}`,
  };
}

/** How the policy keeps the event of a request from being written; undefined when it does not. */
function dropped({request, info, said, decision}: Decided, trace: Examined): Cause | undefined {
  if (!decision) return undefined;
  const rule =
    decision.rule === undefined
      ? 'the end (no rule matches)'
      : `rule ${decision.rule} (${decision.ruleText ?? `level: ${decision.level}`})`;
  if (decision.level === 'None') {
    return {
      cause: `not audited: ${rule} of the audit policy drops ${said}`,
      change: policyChange('give the request at least level Metadata in a rule above the one that drops it', trace),
      proof: {rule, request: said},
    };
  }
  const {written, omitted} = writtenStages(decision, info, request.code === 401);
  if (written.length || !omitted.length) return undefined;
  const stages = omitted.join(', ');
  const only = omitted.length > 1 ? 'the only ones' : 'the only one';
  const has = request.code === 401 ? 'a 401 has' : 'such a request has';
  return {
    cause: `not audited: the audit policy omits the ${omitted.length > 1 ? 'stages' : 'stage'} ${stages}, ${only} that ${has} (${said})`,
    change: policyChange(`take ${stages} out of omitStages of the policy and of ${rule}`, trace),
    proof: {omitStages: decision.omitStages, rule, request: said, answered: request.code},
  };
}

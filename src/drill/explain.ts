import {type AuditPolicy, evaluatePolicy} from '../audit/policy.js';
import {requestInfo} from '../audit/request-info.js';
import {explainMiss} from '../sigma/explain.js';
import type {Cause, Trace} from './broken-link.js';
import type {Execution, OwnRequest} from './execution.js';
import type {Watched} from './watch.js';

/** Why the API server wrote no event: the audit policy's rule that dropped it, else its flags. */
export function notAudited({execution, policy}: Trace): Cause {
  const request = execution.attackRequests[0];
  const swallowed =
    policy && execution.attackRequests.map(r => ({r, by: swallowedBy(policy, execution, r)})).find(s => s.by);
  if (swallowed?.by) {
    return {
      cause: `not audited: ${swallowed.by} of the audit policy drops ${swallowed.r.method} ${swallowed.r.path}`,
      change:
        'give the request at least level Metadata in a rule above the one that drops it, and restart the API server',
      proof: {rule: swallowed.by, request: `${swallowed.r.method} ${swallowed.r.path}`},
    };
  }
  return {
    cause: `not audited: the API server answered ${request?.code ?? ''} but its log has no event ${request?.auditId ?? ''}`,
    change:
      'check the audit flags of every API server (audit-policy-file, audit-log-path) and that this is the log they write',
    proof: {auditId: request?.auditId, answered: request?.code},
  };
}

/** `rule 3 ("level: None, …")` when the policy writes no event for the request. */
function swallowedBy(policy: AuditPolicy, execution: Execution, request: OwnRequest): string | undefined {
  const user = request.user === undefined ? userOf(execution) : {username: request.user, groups: ['system:nodes']};
  const decision = evaluatePolicy(policy, {...(user && {user}), info: requestInfo(request.method, request.path)});
  if (decision.level !== 'None') return undefined;
  return decision.rule === undefined
    ? 'the end (no rule matches)'
    : `rule ${decision.rule} (${decision.ruleText ?? 'level: None'})`;
}

const userOf = (execution: Execution) => (execution.actorUser === undefined ? undefined : actorOf(execution));

/** The attacker as the API server's authenticator names it. */
function actorOf(execution: Execution): {username: string; groups: string[]} {
  return {
    username: execution.actorUser ?? 'system:anonymous',
    groups: execution.actorUser
      ? ['system:serviceaccounts', `system:serviceaccounts:${execution.namespace}`, 'system:authenticated']
      : ['system:unauthenticated'],
  };
}

/** Why no rule of kubedrill's own engine matched: not loaded, or the nearest one and the field that failed. */
export function notAlerted(trace: Trace, {expectation}: Watched): Cause {
  const wanted = expectation.rule;
  const loaded = wanted === undefined || trace.rules.rules.some(r => r.id === wanted);
  const misses = trace.audited.flatMap(event => explainMiss(trace.rules, event));
  // The rule that was meant explains itself best; where it is not even loaded, another one's fields only mislead.
  const near = misses.find(miss => miss.rule.id === wanted) ?? (loaded ? misses[0] : undefined);
  const nearest = near && `the nearest is ${near.rule.id}: ${near.field} should be ${near.wanted}, is ${near.found}`;
  const others = trace.otherAlerts.length ? `only ${trace.otherAlerts.join(', ')} alerted` : 'no rule matched';
  const why = loaded ? (wanted ? `; ${wanted} is loaded` : '') : `; ${wanted} is not loaded`;
  return {
    cause: `${trace.audited.length ? 'audited' : 'executed'}, but ${others}${why}${nearest ? `; ${nearest}` : ''}`,
    change: loaded
      ? `compare ${wanted ?? 'the rules'} with the event: the field that differs, or the audit level that leaves it out`
      : `load a rule for this technique, such as ${wanted}`,
    proof: {
      event: trace.audited[0]?.auditID,
      level: trace.audited[0]?.level,
      ...(near && {nearest: {...near, rule: near.rule.id}}),
    },
  };
}

import {evaluatePolicy, type PolicyDecision} from '../../audit/policy.js';
import {isOnlyBegun, writtenStages} from '../../audit/stages.js';
import {requestInfo} from '../../kube/request-info.js';
import type {Scenario} from '../../scenario/schema.js';
import {policyChange} from '../explain/trace.js';
import {attackRequests, type PlannedRequest} from '../plan/planned-requests.js';
import {type Check, ok, type PreflightInput, warning} from './check.js';

const TITLE = 'audit policy';
const NEXT = 'give these requests at least level Metadata and their stages in a rule further up';

/** The audit policy evaluated for every request the attacks will make: names the rule that drops one. */
export const auditPolicy: Check = async input => {
  const {policy, plan, cluster} = input;
  if (!policy) {
    return [
      warning('audit-policy', TITLE, 'the policy in force cannot be read', ['a missing event cannot be explained']),
    ];
  }
  const findings = plan.scenarios.flatMap(scenario =>
    droppedRequests(scenario, input).map(detail =>
      warning('audit-policy', TITLE, detail, [policyChange(NEXT, cluster)], scenario.id),
    ),
  );
  const requests = plan.scenarios.flatMap(s => attackRequests(s, plan)).length;
  return findings.length
    ? findings
    : [ok('audit-policy', TITLE, `writes an event for each of ${requests} planned requests`)];
};

function droppedRequests(scenario: Scenario, {policy, plan}: PreflightInput): string[] {
  if (!policy) return [];
  return attackRequests(scenario, plan).flatMap(request => {
    const {method, path, step, user} = request;
    const decision = evaluatePolicy(policy, {...(user && {user}), info: requestInfo(method, path)});
    if (decision.level !== 'None') return omittedOf(request, decision);
    const by = decision.rule === undefined ? 'no rule matches' : `rule ${decision.rule} (${decision.ruleText ?? ''})`;
    return [`${by} drops ${method} ${path} of step ${step}: it will be missed`];
  });
}

/** What the policy leaves out of a request that it logs, where that is all of it, or its answer. */
function omittedOf({method, path, step, unauthenticated}: PlannedRequest, decision: PolicyDecision): string[] {
  const stages = writtenStages(decision, requestInfo(method, path), unauthenticated);
  const omitted = stages.omitted.join(', ');
  if (unauthenticated && !stages.written.length) {
    return [`stage ${omitted} is omitted, the only one that a 401 has (step ${step}): it will be missed`];
  }
  if (!stages.written.length) {
    return [`stage ${omitted} is omitted, every one that ${method} ${path} has (step ${step}): it will be missed`];
  }
  if (!isOnlyBegun(stages)) return [];
  return [
    `stage ${omitted} of ${method} ${path} is omitted (step ${step}): the log shows that it arrived, not who allowed it or its outcome, and rules that read those cannot match`,
  ];
}

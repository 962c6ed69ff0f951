import {evaluatePolicy} from '../../audit/policy.js';
import {requestInfo} from '../../audit/request-info.js';
import type {Scenario} from '../../scenario/schema.js';
import {type Check, ok, type PreflightInput, warning} from './check.js';
import {attackRequests} from './requests.js';

const TITLE = 'audit policy';
const NEXT = ['give these requests at least level Metadata in a rule further up, and restart the API server'];

/** The audit policy evaluated for every request the attacks will make: names the rule that drops one. */
export const auditPolicy: Check = async input => {
  const {policy, plan} = input;
  if (!policy) {
    return [
      warning('audit-policy', TITLE, 'the policy in force cannot be read', ['a missing event cannot be explained']),
    ];
  }
  const findings = plan.scenarios.flatMap(scenario =>
    droppedRequests(scenario, input).map(detail => warning('audit-policy', TITLE, detail, NEXT, scenario.id)),
  );
  const requests = plan.scenarios.flatMap(s => attackRequests(s, plan)).length;
  return findings.length
    ? findings
    : [ok('audit-policy', TITLE, `writes an event for each of ${requests} planned requests`)];
};

function droppedRequests(scenario: Scenario, {policy, plan}: PreflightInput): string[] {
  if (!policy) return [];
  return attackRequests(scenario, plan).flatMap(({method, path, step, user, unauthenticated}) => {
    const info = requestInfo(method, path);
    const {level, rule, ruleText, omitStages} = evaluatePolicy(policy, {...(user && {user}), info});
    if (level === 'None') {
      const by = rule === undefined ? 'no rule matches' : `rule ${rule} (${ruleText ?? ''})`;
      return [`${by} drops ${method} ${path} of step ${step}: it will be missed`];
    }
    if (unauthenticated && omitStages.includes('ResponseStarted')) {
      return [`stage ResponseStarted is omitted, the only one that a 401 has (step ${step}): it will be missed`];
    }
    return [];
  });
}

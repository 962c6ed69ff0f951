import type {AuditLevel} from '../../audit/event.js';
import {evaluatePolicy} from '../../audit/policy.js';
import type {AuditPolicy} from '../../audit/policy-schema.js';
import {requestInfo} from '../../kube/request-info.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Plan} from './plan.js';
import {attackRequests} from './planned-requests.js';

/** One request of an attack before it is made, and at which level a policy would log it. */
export interface PlannedStep {
  step: string;
  /** `attacker`, `drill`, or the name of another identity. */
  actor: string;
  method: string;
  path: string;
  level: AuditLevel;
  /** The rule of the policy that decides, from 1. */
  rule?: number;
  ruleText?: string;
}

/** What the attack of a scenario will ask for, under stand-in names, with the policy's answer to each request. */
export function planSteps(scenario: Scenario, plan: Plan, policy: AuditPolicy): PlannedStep[] {
  return attackRequests(scenario, plan).map(({step, method, path, as, user}) => {
    const {level, rule, ruleText} = evaluatePolicy(policy, {...(user && {user}), info: requestInfo(method, path)});
    return {
      ...{step, method, path, level},
      actor: as === 'actor' ? 'attacker' : as,
      ...(rule !== undefined && {rule}),
      ...(ruleText !== undefined && {ruleText}),
    };
  });
}

import {type RequestContext, requestContext, toRequest} from '../../scenario/request.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Plan} from '../plan.js';
import {stepName} from '../step-name.js';

/** A request that an attack is going to make, as far as it is known before it runs. */
export interface PlannedRequest {
  step: string;
  method: string;
  path: string;
  /** True when the attacker makes it, false when the drill does. */
  asActor: boolean;
}

/** Names that stand in for those an execution will choose. */
export const plannedContext = (scenario: Scenario, plan: Plan): RequestContext => {
  const serviceAccount = 'serviceAccount' in scenario.actor ? scenario.actor.serviceAccount : 'default';
  const token = 'kd-000000';
  return requestContext({
    name: token,
    token,
    namespace: token,
    run: plan.run,
    image: plan.settings.image,
    node: 'node',
    serviceAccount,
    user: `system:serviceaccount:${token}:${serviceAccount}`,
  });
};

/** Every request that the attack of a scenario will make, in order, each step once. */
export function attackRequests(scenario: Scenario, plan: Plan): PlannedRequest[] {
  const context = plannedContext(scenario, plan);
  return scenario.attack.flatMap((step, index) => {
    if ('wait' in step) return [];
    const {method, path} = toRequest(step, context);
    return [{step: stepName(step, index), method, path, asActor: step.as !== 'drill'}];
  });
}

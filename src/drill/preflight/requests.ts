import {type RequestInfo, requestInfo} from '../../audit/request-info.js';
import {type ApiRequest, type RequestContext, requestContext, toRequest} from '../../scenario/request.js';
import {resourceNamed} from '../../scenario/resources.js';
import type {Scenario, Step} from '../../scenario/schema.js';
import {createdPath} from '../created.js';
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
export const attackRequests = (scenario: Scenario, plan: Plan): PlannedRequest[] =>
  planned(scenario.attack, 'actor', scenario, plan).map(({step, request: {method, path}, asActor}) => ({
    ...{step, method, path, asActor},
  }));

/** Every request of a scenario that the drill itself makes: set-up, waiting, containment, and steps in its name. */
export function drillRequests(scenario: Scenario, plan: Plan): Pick<PlannedRequest, 'method' | 'path'>[] {
  const context = plannedContext(scenario, plan);
  const steps = [
    ...planned(scenario.setUp, 'drill', scenario, plan),
    ...planned(scenario.attack, 'actor', scenario, plan),
    ...planned(scenario.benign, 'actor', scenario, plan),
  ];
  const polls = [...scenario.setUp, ...scenario.attack, ...scenario.benign].flatMap(step =>
    'wait' in step && 'resource' in step.wait ? [toRequest({get: step.wait}, context)] : [],
  );
  const containment = scenario.contain.flatMap(({gone, within: _, ...target}) => [
    toRequest({delete: {resource: gone, ...target}}, context),
    toRequest({get: {resource: gone, ...target}}, context),
  ]);
  return [...steps.filter(s => !s.asActor).map(s => s.request), ...polls, ...containment];
}

/** What a scenario creates outside of its namespace, whoever creates it: the drill has to remove it again. */
export function createdInCluster(scenario: Scenario, plan: Plan): RequestInfo[] {
  const steps = [...scenario.setUp, ...scenario.attack, ...scenario.benign];
  return planned(steps, 'actor', scenario, plan)
    .flatMap(({request}) => createdPath(request) ?? [])
    .map(path => requestInfo('DELETE', path))
    .filter(info => resourceNamed(info.resource ?? '')?.namespaced === false);
}

function planned(steps: readonly Step[], by: 'actor' | 'drill', scenario: Scenario, plan: Plan) {
  const context = plannedContext(scenario, plan);
  return steps.flatMap((step, index): {step: string; request: ApiRequest; asActor: boolean}[] =>
    'wait' in step
      ? []
      : [{step: stepName(step, index), request: toRequest(step, context), asActor: (step.as ?? by) !== 'drill'}],
  );
}

import type {ApiRequest} from '../../kube/request.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';
import {stepName} from '../../run/step-name.js';
import type {Scenario} from '../../scenario/schema.js';
import {isRequest, type RequestContext, requestContext, toRequest} from '../../scenario/steps/request.js';
import type {Step} from '../../scenario/steps/step.js';
import type {TemplateValues} from '../../scenario/steps/template.js';
import {createdPath} from './created.js';
import type {Plan} from './plan.js';
import {type PlannedActor, plannedActor} from './planned-actor.js';

/** A request that an attack is going to make, as far as it is known before it runs. */
export interface PlannedRequest extends PlannedActor {
  step: string;
  method: string;
  path: string;
}

/** Names that stand in for those an execution will choose. */
export const plannedContext = (scenario: Scenario, plan: Plan): RequestContext => {
  const serviceAccount = 'serviceAccount' in scenario.actor ? scenario.actor.serviceAccount : 'default';
  const token = 'kd-000000';
  const {setUp, attack, benign} = scenario;
  const saved = [...setUp, ...attack, ...benign].flatMap(step => Object.keys(step.save ?? {}));
  const names: TemplateValues = {
    ...Object.fromEntries(saved.map(name => [name, name])),
    name: token,
    token,
    namespace: token,
    run: plan.run,
    image: plan.settings.image,
    node: 'node',
    serviceAccount,
    user: `system:serviceaccount:${token}:${serviceAccount}`,
    index: '1',
  };
  return requestContext(names);
};

/** Every request that the attack of a scenario will make, in order, each step once. */
export function attackRequests(scenario: Scenario, plan: Plan): PlannedRequest[] {
  const context = plannedContext(scenario, plan);
  return scenario.attack.flatMap((step, index): PlannedRequest[] => {
    const name = stepName(step, index);
    if (!isRequest(step)) return followUp(step, context).map(request => ({step: name, ...request}));
    const {method, path} = toRequest(step, context);
    return [{step: name, method, path, ...plannedActor(step.as ?? 'actor', scenario, context)}];
  });
}

/** What a component of a node will ask for after a command there. */
export function followUp(step: Step, context: RequestContext): Omit<PlannedRequest, 'step'>[] {
  if (!('node' in step) || !step.node.seenAs) return [];
  const {user, method, path} = step.node.seenAs;
  const username = context.render(user);
  const groups = username.startsWith('system:node:') ? ['system:nodes', 'system:authenticated'] : [];
  return [{method, path: context.render(path), as: username, user: {username, groups}, unauthenticated: false}];
}

/** Every request of a scenario that the drill itself makes: set-up, waiting, containment, and steps in its name. */
export function drillRequests(scenario: Scenario, plan: Plan): ApiRequest[] {
  const context = plannedContext(scenario, plan);
  const {setUp, undo, attack, benign} = scenario;
  const own = [
    ...requestsOf([...setUp, ...undo], 'drill', context),
    ...requestsOf([...attack, ...benign], 'actor', context),
  ].filter(({as}) => as === 'drill');
  const polls = [...setUp, ...undo, ...attack, ...benign].flatMap(step =>
    'wait' in step && 'resource' in step.wait ? [toRequest({get: step.wait}, context)] : [],
  );
  const containment = scenario.contain.flatMap(({gone, within: _, ...target}) => [
    toRequest({delete: {resource: gone, ...target}}, context),
    toRequest({get: {resource: gone, ...target}}, context),
  ]);
  return [...own.map(({request}) => request), ...polls, ...containment];
}

/** What a scenario creates outside of its namespace, under any identity: the drill has to remove it again. */
export function createdInCluster(scenario: Scenario, plan: Plan): RequestInfo[] {
  const context = plannedContext(scenario, plan);
  return requestsOf([...scenario.setUp, ...scenario.attack, ...scenario.benign], 'actor', context)
    .flatMap(({request}) => createdPath(request) ?? [])
    .map(path => requestInfo('DELETE', path))
    .filter(info => info.namespace !== context.names.namespace);
}

const requestsOf = (steps: readonly Step[], by: string, context: RequestContext): {request: ApiRequest; as: string}[] =>
  steps.filter(isRequest).map(step => ({request: toRequest(step, context), as: step.as ?? by}));

import {type RequestInfo, requestInfo} from '../../audit/request-info.js';
import {type ApiRequest, isRequest, type RequestContext, requestContext, toRequest} from '../../scenario/request.js';
import {resourceNamed} from '../../scenario/resources.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Step} from '../../scenario/step.js';
import type {TemplateValues} from '../../scenario/template.js';
import {createdPath} from '../created.js';
import {nobodyOf} from '../nobody.js';
import type {Plan} from '../plan.js';
import {stepName} from '../step-name.js';

/** A request that an attack is going to make, as far as it is known before it runs. */
export interface PlannedRequest {
  step: string;
  method: string;
  path: string;
  /** Who makes it: `actor`, `drill`, another identity, or the user of the component that follows a command on a node. */
  as: string;
  /** The user as the authorizer and the audit policy know it; absent where nobody can say before it runs. */
  user?: {username: string; groups: string[]};
  /** The server will not authenticate it: the answer is 401. */
  unauthenticated: boolean;
}

/** Names that stand in for those an execution will choose. */
export const plannedContext = (scenario: Scenario, plan: Plan): RequestContext => {
  const serviceAccount = 'serviceAccount' in scenario.actor ? scenario.actor.serviceAccount : 'default';
  const token = 'kd-000000';
  const saved = [...scenario.setUp, ...scenario.attack].flatMap(step => Object.keys(step.save ?? {}));
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
  return scenario.attack.flatMap((step, index) => {
    const name = stepName(step, index);
    if (isRequest(step)) return [{step: name, ...toRequest(step, context), ...actorOf(step.as, scenario, context)}];
    return followUp(step, context).map(request => ({step: name, ...request}));
  });
}

/** Every request of a scenario that the drill itself makes: set-up, waiting, containment, and steps in its name. */
export function drillRequests(scenario: Scenario, plan: Plan): Pick<PlannedRequest, 'method' | 'path'>[] {
  const context = plannedContext(scenario, plan);
  const played = [...scenario.attack, ...scenario.benign];
  const own = [
    ...scenario.setUp.filter(step => isRequest(step) && (step.as ?? 'drill') === 'drill'),
    ...played.filter(step => isRequest(step) && step.as === 'drill'),
    ...scenario.undo,
  ];
  const polls = [...scenario.setUp, ...played].flatMap(step =>
    'wait' in step && 'resource' in step.wait ? [toRequest({get: step.wait}, context)] : [],
  );
  const containment = scenario.contain.flatMap(({gone, within: _, ...target}) => [
    toRequest({delete: {resource: gone, ...target}}, context),
    toRequest({get: {resource: gone, ...target}}, context),
  ]);
  return [...requestsIn(own, context), ...polls, ...containment];
}

/** What a scenario creates outside of its namespace, whoever creates it: the drill has to remove it again. */
export const createdInCluster = (scenario: Scenario, plan: Plan): RequestInfo[] =>
  requestsIn([...scenario.setUp, ...scenario.attack, ...scenario.benign], plannedContext(scenario, plan))
    .flatMap(request => createdPath(request) ?? [])
    .map(path => requestInfo('DELETE', path))
    .filter(info => resourceNamed(info.resource ?? '')?.namespaced === false);

const requestsIn = (steps: readonly Step[], context: RequestContext): ApiRequest[] =>
  steps.flatMap(step => (isRequest(step) ? [toRequest(step, context)] : []));

/** What a component of a node will ask for after a command there. */
function followUp(step: Step, context: RequestContext): Omit<PlannedRequest, 'step'>[] {
  if (!('node' in step) || !step.node.seenAs) return [];
  const {user, method, path} = step.node.seenAs;
  const username = context.render(user);
  const groups = username.startsWith('system:node:') ? ['system:nodes', 'system:authenticated'] : [];
  return [{method, path: context.render(path), as: username, user: {username, groups}, unauthenticated: false}];
}

const ANONYMOUS = {username: 'system:anonymous', groups: ['system:unauthenticated']};

function actorOf(
  as = 'actor',
  scenario: Scenario,
  {names}: RequestContext,
): Pick<PlannedRequest, 'as' | 'user' | 'unauthenticated'> {
  const nobody = as === 'actor' ? nobodyOf(scenario.actor) : as;
  if (nobody === 'anonymous') return {as, user: ANONYMOUS, unauthenticated: false};
  if (nobody?.startsWith('invalid-') || nobody?.endsWith('-certificate')) return {as, unauthenticated: true};
  if (as !== 'actor') return {as, unauthenticated: false};
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${names.namespace}`, 'system:authenticated'];
  return {as, user: {username: names.user, groups}, unauthenticated: false};
}

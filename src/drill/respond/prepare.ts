import type {Cluster} from '../../cluster/cluster.js';
import type {EventOf} from '../../events/events.js';
import {resourceNamed} from '../../kube/resources.js';
import type {RequestContext} from '../../scenario/steps/request.js';
import type {Requester} from '../act/requester.js';
import type {Plan} from '../plan/plan.js';
import {type Bystander, plantBystander} from './bystander.js';
import type {Check} from './check.js';
import {checksOf} from './checks.js';
import type {Looker} from './looker.js';

/** What a response is prepared with, before the attack. */
interface Parts {
  requester: Requester;
  looker: Looker;
  context: RequestContext;
  cluster: Pick<Cluster, 'capabilities'>;
  plan: Pick<Plan, 'settings'>;
}

/** What people will be measured by. */
export interface PreparedResponse {
  withinMs: number;
  holdMs: number;
  checks: readonly Check[];
  bystanders: readonly Bystander[];
  asked: Pick<EventOf<'response.asked'>, 'preserve' | 'bystanders' | 'story'>;
}

/** Plants a workload that people are not to harm, and remembers how things are before the attack; undefined where nobody is to respond. */
export async function prepareResponse(parts: Parts, signal: AbortSignal): Promise<PreparedResponse | undefined> {
  const {requester, looker, context, cluster, plan} = parts;
  const {planned, scenario} = requester.execution;
  if (!planned.response) return undefined;
  // Without nodes it would never work, and never be harmed.
  const runsWorkloads = (['controllers', 'node'] as const).every(needed => cluster.capabilities.has(needed));
  const planted = runsWorkloads ? await plantBystander(requester, looker, plan.settings.image, signal) : undefined;
  const bystanders = planted ? [planted] : [];
  const checks = checksOf({scenario, requester, looker, context});
  for (const check of checks) await check.before?.(signal);
  return {...planned.response, checks, bystanders, asked: askedOf(parts, bystanders)};
}

/** What people are asked for beside containment. */
function askedOf({requester, context}: Parts, bystanders: readonly Bystander[]): PreparedResponse['asked'] {
  const {preserve = [], story} = requester.execution.scenario.respond ?? {};
  return {
    preserve: preserve.map(({resource, name, namespace}) => {
      const own = namespace ?? (resourceNamed(resource)?.namespaced ? context.names.namespace : undefined);
      return {resource, name: context.render(name), ...(own !== undefined && {namespace: context.render(own)})};
    }),
    bystanders: bystanders.map(({name}) => name),
    ...(story !== undefined && {story: context.render(story)}),
  };
}

import type {Cluster} from '../../../cluster/cluster.js';
import type {EventOf} from '../../../events/events.js';
import {resourceNamed} from '../../../kube/resources.js';
import {containmentOf} from '../../../scenario/containment.js';
import {textIn} from '../../../scenario/exercise/people.js';
import type {RequestContext} from '../../../scenario/steps/request.js';
import type {Requester} from '../../act/requester.js';
import type {Plan} from '../../plan/plan.js';
import {type Bystander, plantBystanders} from '../bystander.js';
import {type WatchCollection, watchAs} from '../changes.js';
import type {Check} from '../check.js';
import {checksOf} from '../checks.js';
import type {Looker} from '../looker.js';
import {followed} from './followed.js';

/** What a response is prepared with, before the attack. */
interface Parts {
  requester: Requester;
  looker: Looker;
  context: RequestContext;
  cluster: Pick<Cluster, 'capabilities'>;
  plan: Pick<Plan, 'settings' | 'procedures'>;
}

/** What people will be measured by. */
export interface PreparedResponse {
  withinMs: number;
  holdMs: number;
  checks: readonly Check[];
  bystanders: readonly Bystander[];
  watch: WatchCollection;
  asked: Pick<EventOf<'response.asked'>, 'preserve' | 'bystanders' | 'story' | 'procedure'>;
}

/** Plants workloads that people are not to harm, and remembers how things are before the attack; undefined where nobody is to respond. */
export async function prepareResponse(parts: Parts, signal: AbortSignal): Promise<PreparedResponse | undefined> {
  const {requester, looker, context, cluster, plan} = parts;
  const {planned, scenario} = requester.execution;
  if (!planned.response) return undefined;
  const {image, respond} = plan.settings;
  const ground = {requester, looker, image, cluster, named: respond?.bystanders ?? []};
  const bystanders = await plantBystanders(ground, signal);
  const checks = checksOf({scenario, requester, looker, context});
  for (const check of checks) await check.before?.(signal);
  return {
    ...planned.response,
    checks,
    bystanders,
    watch: watchAs(looker.client),
    asked: askedOf(parts, bystanders, checks),
  };
}

/** What people are asked for beside containment. */
function askedOf(
  {requester, context, plan}: Parts,
  bystanders: readonly Bystander[],
  checks: readonly Check[],
): PreparedResponse['asked'] {
  const {scenario} = requester.execution;
  const {preserve = [], story} = scenario.respond ?? {};
  const language = plan.settings.respond?.language ?? 'en';
  const procedure = plan.procedures.get(scenario.id);
  return {
    preserve: preserve.map(({resource, name, namespace}) => {
      const own = namespace ?? (resourceNamed(resource)?.namespaced ? context.names.namespace : undefined);
      return {resource, name: context.render(name), ...(own !== undefined && {namespace: context.render(own)})};
    }),
    bystanders: bystanders.map(({name}) => name),
    ...(story !== undefined && {story: context.render(textIn(story, language))}),
    ...(procedure && {
      procedure: followed(
        procedure,
        containmentOf(scenario).map((check, index) => ({name: checks[index]?.name ?? '', check})),
        language,
      ),
    }),
  };
}

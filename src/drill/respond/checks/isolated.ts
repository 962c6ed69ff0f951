import type {ApiAnswer} from '../../../cluster/api/answer.js';
import {closing, type NetworkPolicy, rulesOf, WAYS} from '../../../kube/network-policy.js';
import {type Check, held, notHeld, type Standing, unknown} from '../check.js';
import {type Looker, saysNothing} from '../looker.js';
import type {NetworkProbe, ProbedPod} from './network-probe.js';
import {podsRequest} from './objects.js';

/** At most this many pods try to connect: those of one workload are closed by the same policies. */
const MOST_PROBED = 3;

/**
 * Network policies select the pods, both ways, and none that does allows anything: what policies allow adds up. Whether
 * the network enforces that is tried before anything counts as contained: a connection out of the pods must not open.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function isolated(
  looker: Looker,
  probe: NetworkProbe,
  {namespace, selector}: {namespace: string; selector: string},
): Check {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
  const find = async (signal: AbortSignal): Promise<ProbedPod[] | Standing> => {
    const found = await looker.ask(podsRequest(namespace, selector), signal);
    if ('state' in found) return found;
    return found.code === 200 ? running(found.body) : saysNothing(found);
  };
  return {
    name: `pods ${selector} in ${namespace} are isolated`,
    watches: [podsRequest(namespace, selector).path, path],
    async look(signal) {
      const pods = await find(signal);
      if ('state' in pods) return pods;
      if (!pods.length) return held(`no pod ${selector} runs`);
      return looker.look({method: 'GET', path}, answer => declared(answer, pods), signal);
    },
    async confirm(signal) {
      const pods = await find(signal);
      if ('state' in pods) return pods;
      if (!pods.length) return held(`no pod ${selector} runs`);
      const tried = await Promise.all(pods.slice(0, MOST_PROBED).map(pod => probe.tryFrom(pod, signal)));
      const open = tried.find(({reached}) => reached === true);
      if (open) {
        return unknown(
          `network policies allow nothing, but ${open.detail}: this network does not enforce them, or not yet`,
        );
      }
      const unclear = tried.find(({reached}) => reached === undefined);
      if (unclear)
        return unknown(`network policies allow nothing; whether that is enforced is not known: ${unclear.detail}`);
      return held(`network policies allow nothing, and ${tried.map(({detail}) => detail).join('; ')}`);
    },
  };
}

/** What has ended connects to nothing any more. */
const running = (body: unknown): ProbedPod[] =>
  ((body as {items?: ProbedPod[]} | null)?.items ?? []).filter(
    ({status}) => !['Succeeded', 'Failed'].includes(status?.phase ?? ''),
  );

function declared({code, body}: ApiAnswer, pods: readonly ProbedPod[]): Standing | undefined {
  if (code !== 200) return undefined;
  const policies = (body as {items?: NetworkPolicy[]} | null)?.items ?? [];
  for (const {metadata: {name = 'a pod without a name', labels = {}} = {}, spec} of pods) {
    if (spec?.hostNetwork) return notHeld(`${name} is in its node's network, which no network policy closes`);
    for (const way of WAYS) {
      const own = closing(policies, labels, way);
      if (!own.length) return notHeld(`no network policy closes ${name} for ${way}`);
      const open = own.find(policy => rulesOf(policy, way).length);
      if (open) return notHeld(`${open.metadata?.name ?? 'a policy'} lets some ${way} of ${name} through`);
    }
  }
  return held('network policies allow nothing');
}

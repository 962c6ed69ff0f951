import type {ApiAnswer} from '../../../cluster/api/answer.js';
import {type LabelSelector, selectsLabels} from '../../../kube/label-selector.js';
import {type Check, held, notHeld, type Standing} from '../check.js';
import {type Looker, saysNothing} from '../looker.js';
import {podsRequest} from './objects.js';

/** The parts of a NetworkPolicy that decide. */
interface Policy {
  metadata?: {name?: string};
  spec?: {
    podSelector?: LabelSelector;
    policyTypes?: string[];
    ingress?: unknown[];
    egress?: unknown[];
  };
}
const WAYS = ['Ingress', 'Egress'] as const;

/**
 * Network policies select the pods, both ways, and none that does allows anything: what policies allow adds up. Whether
 * the network enforces them is another question, so it says "declared".
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function isolated(looker: Looker, {namespace, selector}: {namespace: string; selector: string}): Check {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
  return {
    name: `pods ${selector} in ${namespace} are isolated`,
    watches: [podsRequest(namespace, selector).path, path],
    async look(signal) {
      const found = await looker.ask(podsRequest(namespace, selector), signal);
      if ('state' in found) return found;
      if (found.code !== 200) return saysNothing(found);
      const pods = podsIn(found.body);
      if (!pods.length) return held(`there is no pod ${selector}`);
      return looker.look({method: 'GET', path}, answer => judged(answer, pods), signal);
    },
  };
}

/** A pod, as far as policies look at it. */
interface Pod {
  metadata?: {name?: string; labels?: Record<string, string>};
}

const podsIn = (body: unknown): Pod[] => (body as {items?: Pod[]} | null)?.items ?? [];

function judged({code, body}: ApiAnswer, pods: readonly Pod[]): Standing | undefined {
  if (code !== 200) return undefined;
  const policies = (body as {items?: Policy[]} | null)?.items ?? [];
  for (const {metadata: {name = 'a pod without a name', labels = {}} = {}} of pods) {
    const own = policies.filter(({spec}) => selectsLabels(spec?.podSelector, labels));
    for (const way of WAYS) {
      const closing = own.filter(policy => typesOf(policy).includes(way));
      if (!closing.length) return notHeld(`no network policy closes ${name} for ${way}`);
      const open = closing.find(({spec}) => (way === 'Ingress' ? spec?.ingress : spec?.egress)?.length);
      if (open) return notHeld(`${open.metadata?.name ?? 'a policy'} lets some ${way} of ${name} through`);
    }
  }
  return held('network policies allow nothing, as declared: whether the network enforces them is not tried');
}

/** Egress is closed only by a policy that says so, or that has rules for it. */
const typesOf = ({spec}: Policy): readonly string[] =>
  spec?.policyTypes ?? ['Ingress', ...(spec?.egress ? ['Egress'] : [])];

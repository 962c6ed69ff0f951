import type {ApiAnswer} from '../../../cluster/api/answer.js';
import {type Check, held, notHeld, type Standing} from '../check.js';
import type {Looker} from '../looker.js';
import {podsRequest} from './objects.js';

/** The parts of a NetworkPolicy that decide. */
interface Policy {
  metadata?: {name?: string};
  spec?: {
    podSelector?: Selector;
    policyTypes?: string[];
    ingress?: unknown[];
    egress?: unknown[];
  };
}
interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {key: string; operator: string; values?: string[]}[];
}
type Labels = Record<string, string>;

const WAYS = ['Ingress', 'Egress'] as const;

/**
 * Network policies select the pods, both ways, and none that does allows anything: what policies allow adds up. Whether
 * the network enforces them is another question, so it says "declared".
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function isolated(looker: Looker, {namespace, selector}: {namespace: string; selector: string}): Check {
  return {
    name: `pods ${selector} in ${namespace} are isolated`,
    async look(signal) {
      let pods: {name: string; labels: Labels}[] = [];
      const found = await looker.look(
        podsRequest(namespace, selector),
        answer => readPods(answer, p => (pods = p)),
        signal,
      );
      if (found.state !== 'held') return found;
      if (!pods.length) return held(`there is no pod ${selector}`);
      const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
      return looker.look({method: 'GET', path}, answer => judged(answer, pods), signal);
    },
  };
}

function readPods(
  {code, body}: ApiAnswer,
  take: (pods: {name: string; labels: Labels}[]) => void,
): Standing | undefined {
  if (code !== 200) return undefined;
  const items = (body as {items?: {metadata?: {name?: string; labels?: Labels}}[]} | null)?.items ?? [];
  take(items.map(({metadata}) => ({name: metadata?.name ?? '', labels: metadata?.labels ?? {}})));
  return held('');
}

function judged({code, body}: ApiAnswer, pods: readonly {name: string; labels: Labels}[]): Standing | undefined {
  if (code !== 200) return undefined;
  const policies = (body as {items?: Policy[]} | null)?.items ?? [];
  for (const {name, labels} of pods) {
    const own = policies.filter(({spec}) => selects(spec?.podSelector ?? {}, labels));
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

function selects({matchLabels = {}, matchExpressions = []}: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({key, operator, values = []}) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isIn = value !== undefined && values.includes(value);
      return operator === 'In' ? isIn : operator === 'NotIn' && !isIn;
    })
  );
}

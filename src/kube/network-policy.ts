import {BlockList, isIP} from 'node:net';
import {type LabelSelector, selectsLabels} from './label-selector.js';

/** The two ways of a connection, as policies call them. */
export const WAYS = ['Ingress', 'Egress'] as const;
export type Way = (typeof WAYS)[number];

/** Where a connection may come from or go to: by address, or by the labels of pods and their namespaces. */
interface Peer {
  ipBlock?: {cidr: string; except?: string[]};
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
}

/** What one rule lets through; without ports all, without peers everybody. */
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: {protocol?: string; port?: number | string; endPort?: number}[];
}

/** The parts of a NetworkPolicy that decide. */
export interface NetworkPolicy {
  metadata?: {name?: string; namespace?: string};
  spec?: {podSelector?: LabelSelector; policyTypes?: string[]; ingress?: Rule[]; egress?: Rule[]};
}

/** Who is at the other end of a connection. What is no pod has no labels. */
export interface OtherEnd {
  address: string;
  pod?: {namespace: string; labels: Labels; namespaceLabels: Labels};
}
type Labels = Readonly<Record<string, unknown>>;

/** Egress is closed only by a policy that says so, or that has rules for it. */
const typesOf = ({spec}: NetworkPolicy): readonly string[] =>
  spec?.policyTypes ?? ['Ingress', ...(spec?.egress ? ['Egress'] : [])];

/** The policies of a namespace that close pods with these labels for one way, but for what they allow. */
export const closing = (policies: readonly NetworkPolicy[], labels: Labels, way: Way): NetworkPolicy[] =>
  policies.filter(policy => selectsLabels(policy.spec?.podSelector, labels) && typesOf(policy).includes(way));

/** What a policy allows for one way. */
export const rulesOf = ({spec}: NetworkPolicy, way: Way): readonly Rule[] =>
  (way === 'Ingress' ? spec?.ingress : spec?.egress) ?? [];

/**
 * Whether policies let a TCP connection of a pod through, for one way. Where none closes the pod, everything is allowed; what
 * several allow adds up.
 *
 * @param policies those of the pod's namespace
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function allows(
  policies: readonly NetworkPolicy[],
  pod: {namespace: string; labels: Labels},
  way: Way,
  other: OtherEnd,
  port: number,
): boolean {
  const own = closing(policies, pod.labels, way);
  const isAllowed = (rule: Rule) => isPort(rule, port) && isPeer(way === 'Ingress' ? rule.from : rule.to, pod, other);
  return !own.length || own.some(policy => rulesOf(policy, way).some(isAllowed));
}

/** A port by name is one of the pod's own, which is not looked up here: it lets nothing through. */
const isPort = ({ports}: Rule, wanted: number): boolean =>
  !ports?.length ||
  ports.some(
    ({protocol = 'TCP', port, endPort}) =>
      protocol === 'TCP' &&
      (port === undefined ||
        port === wanted ||
        (typeof port === 'number' && wanted > port && wanted <= (endPort ?? port))),
  );

function isPeer(
  peers: readonly Peer[] | undefined,
  {namespace}: {namespace: string},
  {address, pod}: OtherEnd,
): boolean {
  if (!peers?.length) return true;
  return peers.some(({ipBlock, podSelector, namespaceSelector}) => {
    if (ipBlock) return isIn(address, ipBlock.cidr) && !ipBlock.except?.some(cidr => isIn(address, cidr));
    if (!pod) return false;
    // Pods without a word about namespaces are those of the policy's own.
    const isThere = namespaceSelector
      ? selectsLabels(namespaceSelector, pod.namespaceLabels)
      : pod.namespace === namespace;
    return isThere && selectsLabels(podSelector, pod.labels);
  });
}

function isIn(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const [family, own] = [isIP(network), isIP(address)];
  if (!family || family !== own) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

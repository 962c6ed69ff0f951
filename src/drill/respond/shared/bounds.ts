import type {ApiRequest} from '../../../kube/request.js';
import {DrillError, EXIT} from '../../../lib/errors.js';
import type {Requester} from '../../act/requester.js';

/** As much as a team of a workshop may use of a cluster that it shares: in each namespace of its attacks. */
const QUOTA = {pods: '30', 'requests.cpu': '2', 'requests.memory': '2Gi', 'limits.cpu': '4', 'limits.memory': '4Gi'};
/** What a container gets that asks for nothing; a quota refuses those that do not say. */
const DEFAULTS = {default: {cpu: '200m', memory: '128Mi'}, defaultRequest: {cpu: '10m', memory: '16Mi'}};

/** What keeps the namespace of an attack from those of other teams: a quota, limits, and no way in from outside. */
export const boundsOf = (namespace: string): ApiRequest[] => {
  const within = (group: string, plural: string) => `${group}/namespaces/${namespace}/${plural}`;
  const metadata = {name: 'team', namespace};
  return [
    {
      ...{method: 'POST', path: within('/api/v1', 'limitranges')},
      body: {apiVersion: 'v1', kind: 'LimitRange', metadata, spec: {limits: [{type: 'Container', ...DEFAULTS}]}},
    },
    {
      ...{method: 'POST', path: within('/api/v1', 'resourcequotas')},
      body: {apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: {hard: QUOTA}},
    },
    {
      ...{method: 'POST', path: within('/apis/networking.k8s.io/v1', 'networkpolicies')},
      body: {
        ...{apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata},
        // Without a rule nothing is let in; the way out is left to the attack, and to those who close it.
        spec: {podSelector: {}, policyTypes: ['Ingress']},
      },
    },
  ];
};

/**
 * Bounds the namespace of an attack before anything else is made in it.
 *
 * @throws DrillError where the cluster refuses: then the scenario is *not executed*
 */
export async function boundNamespace(requester: Requester, signal: AbortSignal): Promise<void> {
  for (const request of boundsOf(requester.execution.namespace)) {
    const sent = await requester.send(request, {purpose: 'set-up', step: 'bounds', as: 'drill', signal});
    if (sent.outcome === 'executed' && sent.answer) continue;
    const why = sent.message ?? `HTTP ${sent.answer?.code}`;
    throw new DrillError(`the namespace of the attack cannot be bounded: ${why}`, EXIT.inconclusive);
  }
}

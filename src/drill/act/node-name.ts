import type {Cluster} from '../../cluster/cluster.js';
import type {Scenario} from '../../scenario/schema.js';
import {namesIn} from '../../scenario/steps/template.js';
import type {Requester} from './requester.js';

/**
 * The node that `{{ node }}` stands for: the one that takes commands, else the first that the API server knows. Nobody
 * is asked when the scenario does not want to know.
 */
export async function nodeName(
  requester: Requester,
  cluster: Cluster,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<string> {
  const {setUp, undo, attack, benign, contain} = scenario;
  if (!namesIn(JSON.stringify({setUp, undo, attack, benign, contain})).includes('node')) return '';
  if (cluster.nodes) return cluster.nodes.defaultNode;
  const errand = {purpose: 'set-up', step: 'node', as: 'drill', signal} as const;
  const sent = await requester.send({method: 'GET', path: '/api/v1/nodes?limit=1'}, errand);
  const list = sent.answer?.body as {items?: {metadata?: {name?: string}}[]} | undefined;
  return list?.items?.[0]?.metadata?.name ?? '';
}

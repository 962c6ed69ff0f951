import {parseDuration} from '../../lib/duration.js';
import {type PollOptions, polledSource} from '../kit/polled.js';
import {budgetOf, type SourceContext} from '../kit/source-type.js';
import type {Source} from '../source.js';
import {type ClusterApi, endingWith} from './api.js';

/**
 * A source of what only the cluster has: evidence of some attacks, where there is no audit log, and asked of the API
 * server from time to time.
 */
export function clusterEvidence(
  api: ClusterApi,
  config: {every: string; delays: Parameters<typeof budgetOf>[0]},
  {id, clock}: SourceContext,
  poll: PollOptions['poll'],
): Source {
  const everyMs = parseDuration(config.every) ?? 0;
  const budget = budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]);
  return {...endingWith(api, polledSource({id, clock, stage: 'audited', everyMs, budget, poll})), partial: true};
}

import type {Capability, Cluster} from '../../cluster/cluster.js';
import type {Scenario} from '../../scenario/schema.js';
import {type Check, ok} from './check.js';

/** What a scenario needs and the cluster lacks. */
export const lacking = (scenario: Scenario, cluster: Cluster): Capability[] =>
  scenario.needs.filter(need => !cluster.capabilities.has(need));

/** Whether the cluster can do what each scenario needs; one that cannot run is skipped, with the reason. */
export const needsMet: Check = async ({plan, cluster}) => {
  const skipped = plan.scenarios.filter(s => lacking(s, cluster).length);
  if (!skipped.length)
    return [ok('needs', 'needs', `${cluster.name} can do all that ${plan.scenarios.length} scenarios need`)];
  return skipped.map(s => ({
    check: 'needs',
    title: 'needs',
    state: 'skipped' as const,
    detail: `skipped: this cluster has no ${lacking(s, cluster).join(', no ')}`,
    next: ['run it on kind'],
    scenario: s.id,
  }));
};

import type {Cluster} from '../../cluster/cluster.js';
import type {Capability} from '../../events/words.js';
import type {Scenario} from '../../scenario/schema.js';
import {type Check, type Finding, ok} from './check.js';

/** Whether each scenario can be played here; one that cannot is skipped, with the reason. */
export const needsMet: Check = async ({plan, cluster, sources}) => {
  const provided = new Set([...cluster.capabilities, ...sources.flatMap(source => source.provides ?? [])]);
  const skipped = plan.scenarios.flatMap(scenario => [
    ...unmetNeeds(
      scenario,
      scenario.needs.filter(need => !provided.has(need)),
    ),
    ...tooDestructive(scenario, cluster, plan.named),
  ]);
  if (skipped.length) return skipped;
  return [ok('needs', 'needs', `${cluster.name} can do all that ${plan.scenarios.length} scenarios need`)];
};

const skip = (scenario: Scenario, detail: string, next: string[]): Finding[] => [
  {check: 'needs', title: 'needs', state: 'skipped', detail, next, scenario: scenario.id},
];

const unmetNeeds = (scenario: Scenario, missing: readonly Capability[]): Finding[] =>
  missing.length ? skip(scenario, `this cluster has no ${missing.join(', no ')}`, [...new Set(missing.map(help))]) : [];

/** Where a need is met. */
function help(need: Capability): string {
  if (need === 'runtime-sensor') return 'name a Falco that watches the nodes in --stack, with `syscalls: true`';
  return need === 'network-policy' || need === 'second-node' || need === 'cloud'
    ? 'run it on a cluster that has it: --cluster existing'
    : 'run it on kind';
}

/** On a cluster that others use, destruction has to be asked for by name. */
const tooDestructive = (scenario: Scenario, {shared}: Cluster, named: boolean): Finding[] =>
  shared && scenario.destructive && !named
    ? skip(scenario, "it is destructive, and this cluster is not the run's own", [
        `name it to run it all the same: kubedrill run ${scenario.id}`,
      ])
    : [];

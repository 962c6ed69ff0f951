import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {EventTypes} from '../../events/events.js';
import type {SourceProduct, VcsState} from '../../events/nightly.js';
import {canonicalHash} from '../../lib/json/canonical.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Stack} from '../../sources/stack/load.js';
import type {Plan} from '../plan/plan.js';
import {ruleHashes, scenarioHash, stackHash} from './hashes.js';

/** What a run is told of itself, beside its files. */
export interface RunIdentity {
  labels: Readonly<Record<string, string>>;
  fleet?: string;
  /** The name under which this cluster has a history. */
  cluster: string;
  vcs?: VcsState;
}

/** Everything that was under test. */
export interface UnderTest {
  identity: RunIdentity;
  plan: Plan;
  rules: RuleSet;
  policy?: AuditPolicy;
  stack?: Stack;
  /** The version of kubedrill. */
  version: string;
  kubernetes: string;
  products: readonly SourceProduct[];
}

/** What was under test, as the log says it. */
export function contextOf(tested: UnderTest): EventTypes['run.context'] {
  const {identity, plan, rules, policy, stack, version, kubernetes, products} = tested;
  const {labels, fleet, cluster, vcs} = identity;
  return {
    kubedrill: version,
    kubernetes,
    rules: ruleHashes(rules),
    ...(policy && {auditPolicy: canonicalHash(policy)}),
    ...(stack && {stack: stackHash(stack)}),
    scenarios: Object.fromEntries(plan.scenarios.map(scenario => [scenario.id, scenarioHash(scenario)])),
    sources: [...products],
    ...(vcs && {vcs}),
    labels: {...labels},
    ...(fleet !== undefined && {fleet}),
    cluster,
  };
}

import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {EventTypes} from '../../events/events.js';
import type {SourceProduct} from '../../events/nightly.js';
import type {Clock} from '../../lib/clock.js';
import type {Listening} from '../../run/listening.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Source} from '../../sources/source.js';
import type {Plan} from '../plan/plan.js';

/** What one check found. */
export type Finding = EventTypes['preflight.checked'];

/** What checks may look at. */
export interface PreflightInput extends Pick<Listening, 'hear' | 'expect'> {
  plan: Plan;
  cluster: Cluster;
  /** Speaks as the drill itself. */
  client: ApiClient;
  clock: Clock;
  sources: readonly Source[];
  rules: RuleSet;
  /** The policy in force, as far as it could be read. */
  policy?: AuditPolicy;
  /** True when any alert counts, since the rules are not those that the scenarios name. */
  anyRule: boolean;
  abort: AbortSignal;
}

/** One question asked before the clock starts. It may come to several findings, one a scenario. */
export type Check = (input: PreflightInput) => Promise<Finding[] | Learned>;

/** Findings, the sources whose budget is another than it was, with the one that they have now, and what answered. */
export interface Learned {
  findings: Finding[];
  learned: readonly Source[];
  products: readonly SourceProduct[];
}

/** A finding that is as it should be. */
export const ok = (check: string, title: string, detail: string): Finding => ({
  check,
  title,
  state: 'ok',
  detail,
  next: [],
});

/** A finding that will make results worse, or could. */
export const warning = (check: string, title: string, detail: string, next: string[], scenario?: string): Finding => ({
  check,
  title,
  state: 'warning',
  detail,
  next,
  ...(scenario !== undefined && {scenario}),
});

/** A finding with which the drill cannot tell anything true. */
export const failed = (check: string, title: string, detail: string, next: string[]): Finding => ({
  check,
  title,
  state: 'failed',
  detail,
  next,
});

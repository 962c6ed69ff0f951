import {parsePolicy} from '../audit/policy.js';
import type {AuditPolicy} from '../audit/policy-schema.js';
import type {Cluster} from '../cluster/cluster.js';
import type {Clock} from '../lib/clock.js';
import type {RuleSet} from '../sigma/rule-set.js';
import {auditLogSource} from '../sources/api-server/audit-log.js';
import {rulesSource} from '../sources/api-server/rules.js';
import type {Source} from '../sources/source.js';
import type {Stack} from '../sources/stack/load.js';
import {openSources} from '../sources/stack/open.js';

/** What the sources of a run are opened from. */
export interface FeedInput {
  cluster: Cluster;
  clock: Clock;
  rules: RuleSet;
  /** The user's own stack; absent: kubedrill's own sources. */
  stack?: Stack;
}

/** The stack's sources, or kubedrill's own: the cluster's audit log and the rules on it. */
export function sourcesOf({cluster, clock, rules, stack}: FeedInput): Source[] {
  const auditLog = cluster.auditLog && auditLogSource(cluster.auditLog, clock);
  if (stack) {
    return openSources(stack, {
      clock,
      cluster,
      rules,
      startedAt: clock.wall(),
      ...(auditLog && {auditStream: auditLog}),
    });
  }
  return auditLog ? [auditLog, rulesSource(rules, auditLog, clock)] : [];
}

/** The audit policy in force, as far as it can be read. */
export async function policyOf(cluster: Cluster): Promise<AuditPolicy | undefined> {
  const text = await cluster.auditPolicy();
  return text === undefined ? undefined : parsePolicy(text, 'the audit policy in force').policy;
}

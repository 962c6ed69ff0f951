import type {AlertRule, Signal} from '../sources/source.js';
import type {Cause, Trace} from './broken-link.js';
import {carriesToken} from './correlate.js';
import type {Execution} from './execution.js';
import type {Watched} from './watch.js';

/** An alert about our objects that names a controller as the one who acted. */
export interface Misattributed {
  source: string;
  rule: AlertRule;
  /** The controller, as the API server names it. */
  user: string;
}

/** Controllers that make pods on behalf of whoever asked for a workload. */
const WORKLOAD_CONTROLLER =
  /^system:serviceaccount:kube-system:(replicaset|replication|deployment|daemon-set|statefulset|job|cronjob)-controller$/;

/**
 * What an alert says that is about our objects, though it names a controller: a rule on privileged pods, say, sees who
 * created the pod, and not who created its Deployment. It is no detection of the actor, and it explains a miss.
 */
export function misattribution({source, rule, claims}: Signal, execution: Execution): Misattributed | undefined {
  const claim = claims.find(c => carriesToken(c, execution) && WORKLOAD_CONTROLLER.test(c.user ?? ''));
  return rule && claim?.user !== undefined ? {source, rule, user: claim.user} : undefined;
}

/** Explains a miss by an alert of an expected rule that names a controller; undefined when there was none. */
export function misattributed({misattributed: alerts, sources}: Trace, {expectation}: Watched): Cause | undefined {
  const meant = alerts.find(({source, rule}) => {
    const accepts = sources.find(s => s.id === source)?.accepts;
    return accepts ? accepts(expectation, rule) : rule.id === expectation.rule;
  });
  if (!meant) return undefined;
  const {source, rule, user} = meant;
  return {
    cause: `${rule.title} alerted in ${source}, but names ${user} instead of the actor`,
    change:
      'alert on the workload as well (who created the Deployment, Job, …), so that the alert names who asked for it',
    proof: {source, rule: rule.id, user},
  };
}

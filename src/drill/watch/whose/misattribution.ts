import type {AlertRule, Signal} from '../../../sources/source.js';
import type {Execution} from '../../execution.js';
import {carriesToken} from './correlate.js';

/** An alert about our objects that names a controller as the one who acted. */
export interface Misattributed {
  source: string;
  rule: AlertRule;
  /** The controller, as the API server names it. */
  user: string;
}

/** Controllers that make pods on behalf of the creator of a workload. */
const WORKLOAD_CONTROLLER =
  /^system:serviceaccount:kube-system:(replicaset|replication|deployment|daemon-set|statefulset|job|cronjob)-controller$/;

/**
 * What an alert says that is about our objects, though it names a controller: a rule on privileged pods, say, sees who
 * created the pod, and not who created its Deployment. It is not a detection of the actor, and it explains a miss.
 */
export function misattribution({source, rule, claims}: Signal, execution: Execution): Misattributed | undefined {
  const claim = claims.find(c => carriesToken(c, execution) && WORKLOAD_CONTROLLER.test(c.user ?? ''));
  return rule && claim?.user !== undefined ? {source, rule, user: claim.user} : undefined;
}

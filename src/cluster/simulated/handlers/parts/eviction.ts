import {selects} from '../../admission/matching.js';
import {type Answer, type Call, subjectOf} from '../../call.js';
import type {Machinery} from '../../machinery.js';
import {isReady} from '../../node/pod-state.js';
import {isMap, type KubeObject} from '../../objects.js';
import {badRequest, overBudget, severalBudgets, success} from '../../status.js';
import {found} from '../crud.js';
import {remove} from '../remove.js';
import {typedBody} from '../typed.js';

const EVICTION = {kind: 'Eviction', apiVersion: 'policy/v1'};

interface Budget {
  spec?: {selector?: object; unhealthyPodEvictionPolicy?: string};
  status?: {disruptionsAllowed?: number; currentHealthy?: number; desiredHealthy?: number};
}

/**
 * `create pods/eviction`: a deletion that a PodDisruptionBudget may refuse.
 *
 * @throws StatusError 404, 400 for a body that is about another pod, 429 where too few pods would be left
 */
export function evict(machinery: Machinery, call: Call): Answer {
  const body = typedBody(call, EVICTION, isMap(call.body) ? {...EVICTION, ...call.body} : EVICTION);
  call.record.keepObject({...body, metadata: isMap(body.metadata) ? body.metadata : {}});
  if (isMap(body.metadata) && body.metadata.name !== undefined && body.metadata.name !== call.info.name)
    throw badRequest('name in URL does not match name in Eviction object');
  const pod = found(machinery, call);
  checkBudget(machinery, call, pod);
  // What follows is the deletion itself, with the options that the eviction carries.
  const options = isMap(body.deleteOptions) ? body.deleteOptions : {};
  const dryRun = call.dryRun || (Array.isArray(options.dryRun) && options.dryRun.includes('All'));
  const {subresource: _, ...info} = call.info;
  const asked = call.record.requestObject;
  remove(machinery, {...call, body: options, dryRun, info: {...info, verb: 'delete'}}, pod);
  call.record.requestObject = asked;
  const {details: __, ...done} = success(subjectOf(call));
  return {code: 201, body: {...done, code: 201}};
}

function checkBudget({store}: Machinery, {info}: Call, pod: KubeObject): void {
  const phase = isMap(pod.status) ? String(pod.status.phase) : '';
  const isIdle = ['Pending', 'Succeeded', 'Failed'].includes(phase) || pod.metadata.deletionTimestamp !== undefined;
  if (isIdle) return;
  const budgets = store
    .list({group: 'policy', resource: 'poddisruptionbudgets', namespace: info.namespace})
    .filter(budget => selects((budget as Budget).spec?.selector ?? {}, pod));
  if (budgets.length > 1) throw severalBudgets();
  const [budget] = budgets;
  if (!budget) return;
  const {spec, status} = budget as Budget;
  const {disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0} = status ?? {};
  const isSafe =
    spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (desiredHealthy > 0 && currentHealthy >= desiredHealthy);
  if (!isReady(pod) && isSafe) return;
  if (disruptionsAllowed === 0)
    throw overBudget(
      `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    );
}

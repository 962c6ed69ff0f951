import {evaluatePolicy} from '../../audit/policy.js';
import {requestInfo} from '../../audit/request-info.js';
import {formatDuration} from '../../lib/duration.js';
import {sendCanary} from '../canary.js';
import {type Check, type Finding, failed, ok, warning} from './check.js';

const TITLE = 'canary';
/** Beyond this, timestamps of evidence and of the drill cannot be laid side by side. */
const SKEW_MS = 2000;

/** One harmless request through the whole chain, with its measured time; and the difference of the clocks. */
export const canary: Check = async ({client, clock, hear, abort, policy, sources}) => {
  if (!sources.some(s => s.stage === 'audited')) return [];
  const info = requestInfo('GET', '/api/v1/namespaces/default/configmaps/kubedrill-canary');
  if (policy && evaluatePolicy(policy, {user: {username: 'kubedrill', groups: []}, info}).level === 'None') {
    return [warning('canary', TITLE, 'the audit policy drops reads of ConfigMaps, so no canary can fly', [])];
  }
  const {latencyMs, skewMs} = await sendCanary(client, clock, hear, abort);
  if (latencyMs === undefined) {
    return [
      failed('canary', TITLE, 'a request was answered, but its audit event did not arrive within 10 s', [
        'check that the API server writes the log that is read: its --audit-log-path and --audit-policy-file',
      ]),
    ];
  }
  return [ok('canary', TITLE, `audited ${formatDuration(latencyMs)} after the response`), clocks(skewMs ?? 0)];
};

function clocks(skewMs: number): Finding {
  const detail = `the API server's clock is ${formatDuration(Math.abs(skewMs))} ${skewMs < 0 ? 'behind' : 'ahead'}`;
  if (Math.abs(skewMs) < SKEW_MS) return ok('clock', 'clocks', `no skew beyond ${formatDuration(SKEW_MS)}`);
  return warning('clock', 'clocks', detail, ['latencies are measured by our own clock; compare timestamps with care']);
}

import {evaluatePolicy} from '../../audit/policy.js';
import type {Stage} from '../../events/words.js';
import {requestInfo} from '../../kube/request-info.js';
import {formatDuration} from '../../lib/duration.js';
import type {Source} from '../../sources/source.js';
import {budgetUpTo} from '../plan/budget.js';
import {type Finding, failed, ok, type PreflightInput, warning} from './check.js';
import {sendCanary} from './send-canary.js';

const TITLE = 'canary';
/** How long a canary may take beyond what the sources say of themselves, before the chain counts as broken. */
const SLACK_MS = 10_000;
/** Beyond this, timestamps of evidence and of the drill cannot be laid side by side. */
const SKEW_MS = 2000;

/** One harmless request through the whole chain, with its measured time; and the difference of the clocks. */
export async function canary({
  client,
  clock,
  hear,
  expect,
  abort,
  policy,
  sources,
}: Omit<PreflightInput, 'plan' | 'cluster' | 'rules' | 'anyRule'>): Promise<Finding[]> {
  // It sets nothing off, so that sources that see only consequences do not see it.
  const chain = sources.filter(s => !s.partial && (s.stage === 'audited' || s.stage === 'collected'));
  if (!chain.length) return [];
  const info = requestInfo('GET', '/api/v1/namespaces/default/configmaps/kubedrill-canary');
  if (policy && evaluatePolicy(policy, {user: {username: 'kubedrill', groups: []}, info}).level === 'None') {
    return [
      warning('canary', TITLE, 'the audit policy drops reads of ConfigMaps, so the canary would never be seen', []),
    ];
  }
  const withinMs = SLACK_MS + budgetUpTo(sources, 'collected');
  const flight = {client, clock, hear, expect, sources: chain.map(s => s.id), withinMs, abort};
  const {latencies, skewMs} = await sendCanary(flight);
  const findings = chain.map(source => {
    const latency = latencies[source.id];
    return latency === undefined
      ? lost(source, withinMs)
      : ok('canary', TITLE, `${source.stage} by ${source.id} ${formatDuration(latency)} after the response`);
  });
  return skewMs === undefined ? findings : [...findings, clocks(skewMs)];
}

/** What to look at first when a canary does not come out at a stage. */
const NEXT: Partial<Record<Stage, string>> = {
  audited: 'check that the API server writes the log that is read: its --audit-log-path and --audit-policy-file',
  collected: 'check that the shipper reads the audit log and that the store takes its records',
};

const lost = ({id, stage}: Source, withinMs: number): Finding =>
  failed('canary', TITLE, `a request was answered, but ${id} did not see it within ${formatDuration(withinMs)}`, [
    NEXT[stage] ?? 'check this source',
  ]);

function clocks(skewMs: number): Finding {
  const detail = `the API server's clock is ${formatDuration(Math.abs(skewMs))} ${skewMs < 0 ? 'behind' : 'ahead'}`;
  if (Math.abs(skewMs) < SKEW_MS) return ok('clock', 'clocks', `no skew beyond ${formatDuration(SKEW_MS)}`);
  return warning('clock', 'clocks', detail, [
    'latencies are measured by the clock of kubedrill; compare timestamps with care',
  ]);
}

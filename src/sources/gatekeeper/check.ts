import {z} from 'zod';
import {formatDuration, parseDuration} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {listOf} from '../../lib/list-of.js';
import {ApiError, ASK_FOR_ROLE, type ClusterApi} from '../cluster/api.js';
import {mayRead, type Reading} from '../cluster/review.js';
import {objectOr, textOr} from '../kit/parse.js';
import type {SourceContext} from '../kit/source-type.js';
import type {Answer} from '../source.js';
import type {GatekeeperConfig} from './config.js';
import {type Constraint, isTruncated, listConstraints} from './constraints.js';

const Pods = z.looseObject({
  items: listOf(
    z.looseObject({
      spec: objectOr(z.looseObject({containers: listOf(z.looseObject({args: listOf(z.string())}))})),
      status: objectOr(z.looseObject({phase: textOr('')})),
    }),
  ),
});

/** Whether Gatekeeper is there and may be read, what its constraints do, and what its flags let be known. */
export async function checkGatekeeper(
  api: ClusterApi,
  config: GatekeeperConfig,
  {clock}: Pick<SourceContext, 'clock'>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const constraints = await listConstraints(api, signal);
    const lacking = await mayRead(api, readingsOf(config), signal);
    if (lacking.length)
      return {state: 'failed', detail: `the drill may not ${lacking.join(', ')}`, next: [ASK_FOR_ROLE]};
    const {items} = await api.get(`/api/v1/namespaces/${config.namespace}/pods`, Pods, signal);
    const running = items.filter(pod => pod.status.phase === 'Running');
    const flags = running.flatMap(pod => pod.spec.containers.flatMap(c => c.args));
    const next = [
      ...(running.length ? [] : [`no pod of Gatekeeper runs in ${config.namespace}: name its \`namespace\``]),
      ...ofConstraints(constraints, clock.wall(), config),
      ...ofFlags(flags, config),
    ];
    const detail = `${constraints.length} constraints (${actionsOf(constraints)}), ${running.length} pods of Gatekeeper`;
    return {state: next.length ? 'warning' : 'ok', detail, next};
  } catch (error) {
    const refused = error instanceof ApiError && error.code === 403;
    return {
      state: 'failed',
      detail: messageOf(error),
      next: refused ? [ASK_FOR_ROLE] : ['install Gatekeeper with a constraint'],
    };
  }
}

function readingsOf({evidence, namespace}: GatekeeperConfig): Reading[] {
  return [
    {verb: 'list', resource: 'pods', namespace},
    ...(evidence.includes('logs') ? [{verb: 'get', resource: 'pods', subresource: 'log', namespace} as const] : []),
    ...(evidence.includes('events') ? [{verb: 'watch', resource: 'events', namespace} as const] : []),
  ];
}

function actionsOf(constraints: readonly Constraint[]): string {
  const counts = Map.groupBy(constraints, c => c.action);
  return [...counts].map(([action, some]) => `${some.length} ${action}`).join(', ') || 'none';
}

/** An audit that is late by this many intervals is not running. */
const INTERVALS_LATE = 3;

function ofConstraints(constraints: readonly Constraint[], now: Date, {auditInterval}: GatekeeperConfig): string[] {
  if (!constraints.length) return ['apply a constraint: without one Gatekeeper refuses and reports nothing'];
  const idle = constraints.filter(c => !c.enforced).map(c => c.name);
  const newest = Math.max(...constraints.map(c => Date.parse(c.auditedAt ?? '') || 0));
  const age = now.getTime() - newest;
  return [
    ...(idle.length ? [`${idle.join(', ')}: not enforced by every pod; look at status.byPod`] : []),
    ...(age > INTERVALS_LATE * (parseDuration(auditInterval) ?? 0)
      ? [`its audit ${newest ? `ran last ${formatDuration(age)} ago` : 'never ran'}: is the audit pod up?`]
      : []),
    ...constraints
      .filter(isTruncated)
      .map(c => `${c.name} lists ${c.violations.length} of ${c.total} violations: raise --constraint-violations-limit`),
  ];
}

function ofFlags(flags: readonly string[], {auditInterval}: GatekeeperConfig): string[] {
  const interval = flags.map(flag => /^--audit-interval=(\d+)$/.exec(flag)?.[1]).find(Boolean);
  const stated = (parseDuration(auditInterval) ?? 0) / 1000;
  const differs = interval !== undefined && Number(interval) !== stated;
  return differs ? [`its --audit-interval is ${interval} s: say \`auditInterval: ${interval}s\``] : [];
}

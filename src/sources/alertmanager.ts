import {z} from 'zod';
import {parseDuration} from '../lib/duration.js';
import {HttpClient} from './http.js';
import {claimsIn, IdentityFields} from './identity.js';
import {polledSource} from './polled.js';
import type {AlertRule, Signal, Source} from './source.js';
import {alerting, asked} from './stack/config.js';
import {acceptsRules, budgetOf, endpointOf, sourceType} from './stack/type.js';

const schema = z
  .strictObject({type: z.literal('alertmanager'), ...asked, ...alerting, identity: IdentityFields})
  .meta({description: "Alertmanager's alerts, by its API v2"});

/**
 * An alert as Alertmanager shows it.
 *
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
const Alert = z.looseObject({
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).default({}),
  startsAt: z.string(),
  fingerprint: z.string(),
  status: z.looseObject({
    state: z.enum(['unprocessed', 'active', 'suppressed']),
    silencedBy: z.array(z.string()).default([]),
    inhibitedBy: z.array(z.string()).default([]),
    mutedBy: z.array(z.string()).default([]),
  }),
});
type Alert = z.output<typeof Alert>;
const Alerts = z.array(Alert);

/**
 * Alerts of Alertmanager, with those that were silenced, inhibited or muted: these were detected, and yet nobody was
 * told.
 */
export const alertmanager = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const client = new HttpClient(endpointOf(config, context));
    const told = new Set<string>();
    let active: string[] = [];
    const alerts = async (signal: AbortSignal) => Alerts.parse(await client.ask('/api/v2/alerts', {signal}));
    const source = polledSource({
      id,
      clock,
      stage: 'alerted',
      everyMs: parseDuration(config.every) ?? 0,
      budget: budgetOf(config.delays),
      async poll(interest, signal) {
        const all = await alerts(signal);
        const seenAt = clock.now();
        active = all.filter(a => a.status.state === 'active').map(a => ruleOf(a).id);
        const fresh = all.filter(alert => !told.has(keyOf(alert)));
        for (const alert of fresh) told.add(keyOf(alert));
        return fresh.map((alert): Signal => {
          const claims = claimsIn({...alert.annotations, ...alert.labels}, config.identity, interest);
          return {source: id, seenAt, claims, ...described(alert)};
        });
      },
    });
    return {
      ...source,
      accepts: acceptsRules(config.type, config),
      firing: () => active,
      async check(signal) {
        try {
          const count = (await alerts(signal)).length;
          return {state: 'ok', detail: `answers, ${count} alerts at the moment`, next: []};
        } catch (error) {
          return {
            state: 'failed',
            detail: (error as Error).message,
            next: ['check url and auth of this source; Alertmanager has its API v2 since 0.16'],
          };
        }
      },
    };
  },
});

/** One state of an alert: it is told again when it is no longer silenced, or says something new. */
const keyOf = ({fingerprint, startsAt, status, annotations}: Alert): string =>
  JSON.stringify([fingerprint, startsAt, status.state, annotations]);

function ruleOf({labels}: Alert): AlertRule {
  const name = labels.alertname ?? 'unnamed alert';
  return {id: name, title: name, level: labels.severity ?? 'unknown'};
}

function described(alert: Alert): Pick<Signal, 'stage' | 'sourceTime' | 'rule' | 'suppressed' | 'evidence'> {
  const rule = ruleOf(alert);
  const reason = suppression(alert);
  return {
    stage: 'alerted',
    sourceTime: alert.startsAt,
    rule,
    ...(reason !== undefined && {suppressed: reason}),
    evidence: {kind: 'alert', ref: `${rule.id} ${alert.fingerprint}`, rule, document: alert},
  };
}

function suppression({status}: Alert): string | undefined {
  if (status.state !== 'suppressed') return undefined;
  const reasons = [
    status.silencedBy.length && `silenced by ${status.silencedBy.join(', ')}`,
    status.inhibitedBy.length && `inhibited by ${status.inhibitedBy.join(', ')}`,
    status.mutedBy.length && `muted by the time interval ${status.mutedBy.join(', ')}`,
  ].filter(Boolean);
  return reasons.join('; ') || 'suppressed';
}

import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {HttpClient} from '../http.js';
import {IdentityFields} from '../identity.js';
import {polledSource} from '../polled.js';
import {RecentKeys} from '../recent-keys.js';
import type {Answer, Signal, Source} from '../source.js';
import {alerting, asked} from '../stack/config.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, sourceType, wantedRules} from '../stack/type.js';
import {type Alert, AlertmanagerApi, suppression} from './api.js';
import {explainMiss, type Held, heldFrom} from './miss.js';
import {waitsOf, waitsText} from './routing.js';

const schema = z
  .strictObject({type: z.literal('alertmanager'), ...asked, ...alerting, identity: IdentityFields})
  .meta({description: "Alertmanager's alerts, by its API v2"});

/**
 * Alerts of Alertmanager, with those that were silenced, inhibited or muted: these were detected, and yet nobody was
 * told.
 */
export const alertmanager = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const api = new AlertmanagerApi(new HttpClient(endpointOf(config, context)));
    const everyMs = parseDuration(config.every) ?? 0;
    const told = new RecentKeys();
    let held: Held[] = [];
    const source = polledSource({
      id,
      clock,
      skewMs: () => api.client.skewMs,
      stage: 'alerted',
      everyMs,
      budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
      async poll(interest, signal) {
        const alerts = await api.alerts(signal);
        const seenAt = clock.now();
        held = heldFrom(alerts, config.identity, interest);
        return held
          .filter(({alert}) => told.isNew(keyOf(alert)))
          .map(one => ({source: id, seenAt, claims: one.claims, ...described(one)}));
      },
    });
    return {
      ...source,
      accepts: acceptsRules(config.type, config),
      claims: claimsRule(config.type, config),
      firing: () =>
        held.filter(h => h.alert.status.state === 'active').map(({rule, claims}) => ({rule: rule.id, claims})),
      check: signal => check(api, signal),
      investigate: async about =>
        explainMiss(held, wantedRules(config.type, config, about.expected), about, api.client.skewMs),
    };
  },
});

async function check(api: AlertmanagerApi, signal: AbortSignal): Promise<Answer> {
  try {
    const [{version, routes}, alerts] = await Promise.all([api.status(signal), api.alerts(signal)]);
    const people = routes.length ? `; its receivers are told ${waitsText(waitsOf(routes))}` : '';
    return {
      state: 'ok',
      detail: `answers, version ${version}, ${alerts.length} alerts at the moment${people}`,
      next: [],
    };
  } catch (error) {
    return {state: 'failed', detail: messageOf(error), next: ['check url, auth and tls of this source']};
  }
}

/** One state of an alert: it is told again when it is no longer silenced, or says something new. */
const keyOf = ({fingerprint, startsAt, status, annotations}: Alert): string =>
  JSON.stringify([fingerprint, startsAt, status.state, annotations]);

function described({alert, rule}: Held): Pick<Signal, 'stage' | 'sourceTime' | 'rule' | 'suppressed' | 'evidence'> {
  const reason = suppression(alert);
  return {
    stage: 'alerted',
    sourceTime: alert.startsAt,
    rule,
    ...(reason !== undefined && {suppressed: reason}),
    evidence: {kind: 'alert', ref: `${rule.id} ${alert.fingerprint}`, rule, document: alert},
  };
}

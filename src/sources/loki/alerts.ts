import {z} from 'zod';
import {evidenceOf} from '../../audit/redact.js';
import {parseDuration} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {HttpClient} from '../http/http.js';
import {whatToCheck} from '../http/refusal.js';
import {concernOf} from '../kit/concern.js';
import {alerting, asked} from '../kit/config.js';
import {claimsIn, IdentityFields} from '../kit/identity.js';
import {polledSource} from '../kit/polled.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, sourceType} from '../kit/source-type.js';
import {type PrometheusAlert, PrometheusApi} from '../prometheus/api.js';
import type {AlertRule, FiringAlert, Interest, Signal, Source} from '../source.js';
import {explainRule} from './rule-miss.js';

const schema = z
  .strictObject({type: z.literal('loki-alerts'), ...asked, ...alerting, identity: IdentityFields})
  .meta({description: "Alerts of Loki's ruler, before any routing"});

/**
 * Alerts of Loki's ruler, which speaks Prometheus' API below `/prometheus`. An alert has the labels that its expression
 * groups by, and nothing else: `sum by (auditID, user_username)` makes it say whose it is.
 */
export const lokiAlerts = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const endpoint = endpointOf(config, context);
    const api = new PrometheusApi(new HttpClient({...endpoint, url: `${endpoint.url.replace(/\/$/, '')}/prometheus`}));
    const everyMs = parseDuration(config.every) ?? 0;
    const claims = claimsRule(config.type, config);
    const told = new Set<string>();
    let firing: FiringAlert[] = [];
    const source = polledSource({
      id,
      clock,
      skewMs: () => api.client.skewMs,
      everyMs,
      stage: 'alerted',
      budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
      async poll(interest, signal) {
        const alerts = (await api.alerts(signal)).filter(alert => alert.state === 'firing');
        const seenAt = clock.now();
        firing = alerts.map(alert => ({rule: ruleOf(alert).id, claims: claimsOf(alert, config.identity, interest)}));
        const fresh = alerts.filter(alert => !told.has(keyOf(alert)));
        for (const alert of fresh) told.add(keyOf(alert));
        return fresh.map((alert): Signal => {
          const rule = ruleOf(alert);
          return {
            source: id,
            stage: 'alerted',
            seenAt,
            sourceTime: alert.activeAt,
            claims: claimsOf(alert, config.identity, interest),
            rule,
            evidence: {kind: 'alert', ref: rule.id, rule, document: evidenceOf(alert)},
          };
        });
      },
    });
    return {
      ...source,
      accepts: acceptsRules(config.type, config),
      claims,
      firing: () => firing,
      async check(signal) {
        try {
          const rules = await api.rules(signal);
          const missing = Object.values(config.rules)
            .flat()
            .filter(name => !rules.some(rule => rule.name === name));
          const detail = `the ruler answers, ${rules.length} alerting rules`;
          if (!rules.length) return {state: 'warning', detail, next: ['load rules into this tenant of the ruler']};
          if (!missing.length) return {state: 'ok', detail, next: []};
          return {
            state: 'warning',
            detail: `${detail}, none of them ${missing.join(', ')}`,
            next: ['load it, or correct `rules` of this source'],
          };
        } catch (error) {
          return {
            state: 'failed',
            detail: messageOf(error),
            next: [whatToCheck(error, 'check url and tenant, and that this Loki runs a ruler')],
          };
        }
      },
      investigate: (about, signal) =>
        explainRule(
          api,
          {
            about,
            isMeant: rule => claims(about.expected, rule),
            concern: alert => concernOf(claimsOf(alert, config.identity), about),
          },
          signal,
        ),
    };
  },
});

const keyOf = ({labels, activeAt}: PrometheusAlert): string =>
  JSON.stringify([Object.entries(labels).sort(), activeAt]);

const claimsOf = ({annotations, labels}: PrometheusAlert, identity: IdentityFields, interest?: Interest) =>
  claimsIn({...annotations, ...labels}, identity, interest);

function ruleOf({labels}: PrometheusAlert): AlertRule {
  const {alertname = 'unnamed alert', severity = 'unknown'} = labels;
  return {id: alertname, title: alertname, level: severity};
}

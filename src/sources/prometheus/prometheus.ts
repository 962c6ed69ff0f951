import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import type {Claim} from '../claim.js';
import {HttpClient} from '../http/http.js';
import {concernOf} from '../kit/concern.js';
import {alerting, asked} from '../kit/config.js';
import {claimsIn, IdentityFields} from '../kit/identity.js';
import {polledSource} from '../kit/polled.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, sourceType, wantedRules} from '../kit/source-type.js';
import type {Interest, Signal, Source} from '../source.js';
import {PrometheusApi} from './api.js';
import {checkRules, explainDelay, explainMiss} from './rules.js';

const schema = z
  .strictObject({
    type: z.literal('prometheus'),
    ...asked,
    ...alerting,
    queries: z
      .array(
        z.strictObject({
          rule: z.string().min(1).meta({description: 'What an alert of this query is called'}),
          expr: z.string().min(1).meta({description: 'PromQL; each series it comes to while a drill runs is an alert'}),
        }),
      )
      .default([]),
    identity: IdentityFields,
  })
  .meta({description: "Prometheus' own alerts, and queries that must become true"});

/** Something that holds at the moment: an alert that fires, or a series that a query comes to. */
interface Firing {
  rule: string;
  level: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** Since when, RFC 3339. */
  since: string;
  claims: readonly Claim[];
  document: unknown;
}

/** Alerts of Prometheus before any routing, and queries on metrics: abnormal use of resources has no audit event. */
export const prometheus = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const api = new PrometheusApi(new HttpClient(endpointOf(config, context)));
    const everyMs = parseDuration(config.every) ?? 0;
    const own = {ms: everyMs, why: 'asked every'};
    const claims = claimsRule(config.type, config);
    let firing = new Map<string, Firing>();

    async function holding(interest: Interest, signal: AbortSignal): Promise<Firing[]> {
      const now = clock.wall().toISOString();
      const firingOf = (one: Omit<Firing, 'claims'>): Firing => ({
        ...one,
        claims: claimsOf(one, config.identity, interest),
      });
      const [alerts, ...answers] = await Promise.all([
        api.alerts(signal),
        ...config.queries.map(async ({rule, expr}) =>
          (await api.query(expr, signal)).map((sample): Firing => {
            const document = {query: expr, ...sample};
            return firingOf({rule, level: 'unknown', labels: sample.metric, annotations: {}, since: now, document});
          }),
        ),
      ]);
      const alerting = alerts.filter(a => a.state === 'firing');
      return [
        ...alerting.map(alert => {
          const {labels, annotations, activeAt} = alert;
          const {alertname = 'unnamed alert', severity = 'unknown'} = labels;
          return firingOf({rule: alertname, level: severity, labels, annotations, since: activeAt, document: alert});
        }),
        ...answers.flat(),
      ];
    }

    const source = polledSource({
      id,
      clock,
      skewMs: () => api.client.skewMs,
      stage: 'alerted',
      everyMs,
      budget: budgetOf(config.delays, [own]),
      async poll(interest, signal) {
        const found = await holding(interest, signal);
        const seenAt = clock.now();
        const before = firing;
        firing = new Map(found.map(one => [keyOf(one), before.get(keyOf(one)) ?? one]));
        return [...firing]
          .filter(([key]) => !before.has(key))
          .map(([, one]): Signal => {
            const rule = {id: one.rule, title: one.rule, level: one.level};
            return {
              source: id,
              stage: 'alerted',
              seenAt,
              sourceTime: one.since,
              claims: claimsOf(one, config.identity, interest),
              rule,
              evidence: {kind: 'alert', ref: one.rule, rule, document: one.document},
            };
          });
      },
    });
    return {
      ...source,
      accepts: acceptsRules(config.type, config),
      claims,
      firing: () => [...firing.values()].map(({rule, claims}) => ({rule, claims})),
      async check(signal) {
        const {answer, slowest} = await checkRules(api, config, signal);
        return slowest.length ? {...answer, budget: budgetOf(config.delays, [...slowest, own])} : answer;
      },
      investigate: (about, signal) =>
        explainMiss(
          api,
          {
            about,
            isMeant: rule => claims(about.expected, rule),
            concern: alert => concernOf(claimsOf(alert, config.identity), about),
            queries: config.queries,
          },
          signal,
        ),
      delay: (about, signal) => explainDelay(api, wantedRules(config.type, config, about.expected), signal),
    };
  },
});

/** A series of a query is the same one as long as the query comes to it; an alert, as long as it fires. */
const keyOf = ({rule, labels}: Firing): string => JSON.stringify([rule, Object.entries(labels).sort()]);

/** Metrics are of pods, and say so by their labels; of a sum over a namespace any of its pods may be the reason. */
function claimsOf(
  {labels, annotations, since}: Pick<Firing, 'labels' | 'annotations'> & {since?: string},
  identity: IdentityFields,
  interest?: Interest,
) {
  const fields = {
    ...identity,
    namespace: [...(identity.namespace ?? []), 'namespace'],
    pod: [...(identity.pod ?? []), 'pod'],
  };
  return claimsIn({...annotations, ...labels}, fields, interest).map(claim => ({
    ...(since !== undefined && {at: since}),
    ...(claim.namespace !== undefined && {pod: '*'}),
    ...claim,
  }));
}

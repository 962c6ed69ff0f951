import {z} from 'zod';
import {messageOf} from '../../lib/errors.js';
import {alertmanagerAlert, alertmanagerGroup, jiraLabel} from '../alert-keys.js';
import {HttpClient} from '../http/http.js';
import {whatToCheck} from '../http/refusal.js';
import {alerting, endpoint, posted} from '../kit/config.js';
import {claimsIn, IdentityFields} from '../kit/identity.js';
import {listOrNull, parseAs, textOr, texts, textsOrNull} from '../kit/parse.js';
import {pushedSource} from '../kit/pushed.js';
import {RecentKeys} from '../kit/recent-keys.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, sourceType} from '../kit/source-type.js';
import type {Signal, Source} from '../source.js';
import {AlertmanagerApi} from './api.js';
import {explainDelay, explainTruncation, explainUntold, type Told} from './held-back.js';
import {jiralertLabels} from './jiralert.js';
import {meantBy, PRODUCT} from './meant.js';
import {waitsOf, waitsText} from './routing.js';
import {ruleOf} from './rule.js';

const schema = z
  .strictObject({
    type: z.literal('alertmanager-webhook'),
    ...posted,
    ...alerting,
    path: z.string().startsWith('/').default('/alertmanager'),
    api: z
      .strictObject({
        ...endpoint,
        receiver: z.string().optional().meta({description: 'The receiver that posts here; default: any of its routes'}),
      })
      .optional()
      .meta({description: 'Where the same Alertmanager is asked how long it holds back; default: it is not asked'}),
    identity: IdentityFields,
  })
  .meta({description: 'What Alertmanager sends to people: a webhook receiver of its configuration, version 4'});

/**
 * A notification, as Alertmanager posts it. Newer versions send more keys.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
const Notification = z.looseObject({
  version: z.literal('4'),
  groupKey: z.string(),
  groupLabels: texts,
  receiver: z.string(),
  truncatedAlerts: z
    .number()
    .nullish()
    .transform(count => count ?? 0),
  alerts: listOrNull(
    z.looseObject({
      status: z.enum(['firing', 'resolved']),
      labels: textsOrNull,
      annotations: texts,
      startsAt: z.string(),
      fingerprint: textOr(''),
    }),
  ),
});

const notificationIn = (body: unknown) => parseAs(Notification, body, "Alertmanager's notification");

/**
 * Notifications of Alertmanager: not that an alert is there, but that a receiver was notified of it, after every
 * silence, inhibition and wait of its group.
 */
export const alertmanagerWebhook = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const {api: asked, identity} = config;
    const told = new RecentKeys();
    const state: Told = {receivers: new Set(asked?.receiver === undefined ? [] : [asked.receiver]), truncated: 0};
    const api = asked && new AlertmanagerApi(new HttpClient(endpointOf(asked, context)));
    let answers = false;
    /** An Alertmanager that answers says itself which alerts it holds, so that its silence can be explained. */
    const status = async (signal: AbortSignal) => {
      try {
        const said = await api?.status(signal);
        answers = said !== undefined;
        return said;
      } catch (error) {
        answers = false;
        throw error;
      }
    };
    const source = pushedSource(context, {
      stage: 'alerted',
      budget: budgetOf(config.delays),
      path: config.path,
      listen: config.listen,
      isAlive: () => answers,
      tryIt: TRY_IT,
      expectForm: notificationIn,
      read(body, interest) {
        const {alerts, receiver, truncatedAlerts, groupKey, groupLabels} = notificationIn(body);
        const group = [alertmanagerGroup(groupKey), ...jiralertLabels(groupLabels).map(jiraLabel)];
        const seenAt = clock.now();
        state.receivers.add(receiver);
        state.truncated += truncatedAlerts;
        return alerts
          .filter(a => a.status === 'firing' && told.isNew(JSON.stringify([a.labels, a.annotations, a.startsAt])))
          .map((alert): Signal => {
            const rule = ruleOf(alert.labels);
            return {
              source: id,
              stage: 'alerted',
              seenAt,
              sourceTime: alert.startsAt,
              claims: claimsIn({...alert.annotations, ...alert.labels}, identity, interest),
              rule,
              keys: [...(alert.fingerprint ? [alertmanagerAlert(alert.fingerprint)] : []), ...group],
              evidence: {kind: 'alert', ref: `${rule.id} ${alert.fingerprint}`.trim(), rule, document: alert},
            };
          });
      },
    });
    return {
      ...source,
      accepts: acceptsRules(PRODUCT, config),
      claims: claimsRule(PRODUCT, config),
      async check(signal) {
        const answer = await source.check();
        try {
          const said = await status(signal);
          if (!said) return answer;
          const {version, routes} = said;
          const longest = waitsOf(routes, state.receivers.size ? [...state.receivers] : undefined);
          const longestMs = Math.max(longest.groupWaitMs, longest.groupIntervalMs);
          return {
            ...answer,
            product: {name: 'Alertmanager', version},
            detail: `${answer.detail}; Alertmanager ${version} notifies it ${waitsText(longest)}`,
            ...(longestMs > 0 && {
              budget: budgetOf(config.delays, [{ms: longestMs, why: 'Alertmanager groups alerts up to'}]),
            }),
          };
        } catch (error) {
          const next = [whatToCheck(error, 'check url and tls under api of this source')];
          return {state: 'warning', detail: `${answer.detail}; ${messageOf(error)}`, next};
        }
      },
      async refresh(signal) {
        await status(signal).catch(() => signal.throwIfAborted());
      },
      async investigate(about, signal) {
        const leftOut = explainTruncation(state);
        if (leftOut || !api) return leftOut ?? source.investigate();
        const meant = meantBy(config, context.rules, about.expected);
        // What the receiver itself knows is reported even when Alertmanager cannot be asked.
        const held = await explainUntold(api, state, about, {meant, identity, now: clock.wall()}, signal).catch(
          () => undefined,
        );
        return held ?? source.investigate();
      },
      delay: async (_about, signal) => api && explainDelay(api, state, signal),
    };
  },
});

const TRY_IT =
  'name its Alertmanager under `api` of this source: kubedrill then asks which alerts it holds, and what becomes of them; or check that its webhook_config posts here, and its log';

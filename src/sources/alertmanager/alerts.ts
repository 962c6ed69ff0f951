import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {alertmanagerAlert} from '../alert-keys.js';
import {HttpClient} from '../http/http.js';
import {whatToCheck} from '../http/refusal.js';
import {isRobot} from '../kit/acknowledging.js';
import {alerting, asked} from '../kit/config.js';
import {IdentityFields} from '../kit/identity.js';
import {polledSource} from '../kit/polled.js';
import {RecentKeys} from '../kit/recent-keys.js';
import {acceptsRules, budgetOf, claimsRule, endpointOf, sourceType} from '../kit/source-type.js';
import type {Answer, Signal, Source} from '../source.js';
import {AlertmanagerApi} from './api.js';
import {knowledgeOf} from './knowledge.js';
import {meantBy} from './meant.js';
import {explainMiss, type Held, heldFrom} from './miss.js';
import {waitsOf, waitsText} from './routing.js';
import {isMadeAfter} from './silences/silence.js';
import {suppression} from './suppression.js';
import type {Untold} from './told.js';

const schema = z
  .strictObject({
    type: z.literal('alertmanager'),
    ...asked,
    ...alerting,
    readers: z.array(z.string()).default([]).meta({
      description:
        'Receivers that count although they have no integration, because people watch Alertmanager itself; default: such a receiver notifies nobody',
    }),
    robots: z.array(z.string().min(1)).default([]).meta({
      description:
        'Authors of silences that are no people: an alert that one of them silences notifies nobody, also where the alert was there first',
    }),
    identity: IdentityFields,
  })
  .meta({description: "Alertmanager's alerts, by its API v2"});

/**
 * Alerts of Alertmanager, with those that were silenced, inhibited or muted: these were detected, yet nobody was
 * notified.
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
    const knowledge = knowledgeOf(api, clock, {
      readers: config.readers,
      // Who silences an alert that is there has seen it, though we may see it only after that.
      isAnswer: (silence, alert) => isMadeAfter(silence, alert) && !isRobot(config, silence.createdBy),
    });
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
        const known = await knowledge(alerts, signal);
        return held
          .map(one => ({...one, untold: suppression(one.alert, known)}))
          .filter(one => told.isNew(keyOf(one)))
          .map(one => ({source: id, seenAt, claims: one.claims, ...described(one)}));
      },
    });
    return {
      ...source,
      accepts: acceptsRules(config.type, config),
      claims: claimsRule(config.type, config),
      firing: () =>
        held.filter(h => h.alert.status.state === 'active').map(({rule, claims}) => ({rule: rule.id, claims})),
      check: signal => check(api, config.readers, signal),
      investigate: async about =>
        explainMiss(held, meantBy(config, context.rules, about.expected), about, api.client.skewMs),
    };
  },
});

async function check(api: AlertmanagerApi, readers: readonly string[], signal: AbortSignal): Promise<Answer> {
  try {
    const [{version, routes, config}, alerts] = await Promise.all([api.status(signal), api.alerts(signal)]);
    const people = routes.length ? `; its receivers are notified ${waitsText(waitsOf(routes))}` : '';
    const detail = `answers, version ${version}, ${alerts.length} alerts at the moment${people}`;
    const deaf = new Set(
      routes.map(r => r.receiver).filter(r => config?.receivers.get(r) === 0 && !readers.includes(r)),
    );
    const product = {name: 'Alertmanager', version};
    if (!deaf.size) return {state: 'ok', detail, next: [], product};
    const names = [...deaf].join(', ');
    return {
      ...{state: 'warning', product},
      detail: `${detail}; without any integration, so nobody is notified of what is routed to ${names}`,
      next: [
        `give ${names} an integration, or name it under \`readers\` of this source where people watch Alertmanager itself`,
      ],
    };
  } catch (error) {
    return {
      state: 'failed',
      detail: messageOf(error),
      next: [whatToCheck(error, 'check url, auth and tls of this source')],
    };
  }
}

/** An alert, and why nobody is notified of it. */
type Seen = Held & {untold: Untold | undefined};

/** One state of an alert: it is reported again when it is no longer silenced, or says something new. */
const keyOf = ({alert: {fingerprint, startsAt, status, annotations}, untold}: Seen): string =>
  JSON.stringify([
    fingerprint,
    startsAt,
    isSilencedAfter(status, untold) ? 'active' : status.state,
    untold === undefined,
    untold?.unsure,
    annotations,
  ]);

/** Somebody has silenced it when it was there: what it was before, it is still. */
const isSilencedAfter = ({state}: Held['alert']['status'], untold: Untold | undefined): boolean =>
  state === 'suppressed' && untold === undefined;

function described({alert, rule, untold}: Seen) {
  return {
    stage: 'alerted',
    sourceTime: alert.startsAt,
    rule,
    keys: [alertmanagerAlert(alert.fingerprint)],
    ...(untold && {[untold.unsure ? 'unsure' : 'suppressed']: untold.reason, remedy: untold.change}),
    evidence: {kind: 'alert', ref: `${rule.id} ${alert.fingerprint}`, rule, document: alert},
  } satisfies Partial<Signal>;
}

import {isOnAttack} from '../kit/concern.js';
import type {IdentityFields} from '../kit/identity.js';
import type {AlertRule, Explanation, Investigation} from '../source.js';
import type {AlertmanagerApi} from './api.js';
import {explainMiss, type Held, heldFrom, type Meant} from './miss.js';
import {type Route, waitsOf, waitsText} from './routing.js';
import {type Known, suppression} from './suppression.js';

/** What notifications have said so far. */
export interface Told {
  /** Names of the receivers that posted. */
  receivers: Set<string>;
  /** How many alerts they left out. */
  truncated: number;
}

const WAITS_CHANGE =
  'shorten group_wait and group_interval of its route, or group by what differs from one attack to the next, so that each is a group of its own';

/** Why nobody was notified: asks the Alertmanager whether it holds the alert, and what became of it. */
export async function explainUntold(
  api: AlertmanagerApi,
  told: Told,
  about: Investigation,
  {meant, identity, now}: {meant: Meant; identity: IdentityFields; now: Date},
  signal: AbortSignal,
): Promise<Explanation> {
  const [alerts, {routes, config}] = await Promise.all([api.alerts(signal), api.status(signal)]);
  const {auditIds, token} = about;
  const interest = {has: (id: string) => auditIds.includes(id), auditIds: () => [...auditIds], tokens: () => [token]};
  const held = heldFrom(alerts, identity, interest);
  const {wanted, isOfAnother} = meant;
  const isMeant = (rule: AlertRule) => (wanted ? wanted.includes(rule.id) : !isOfAnother(rule));
  const ours = held.find(h => isMeant(h.rule) && isOnAttack(h.claims, about));
  if (!ours) return explainMiss(held, meant, about, api.client.skewMs);
  const theirs = new Date(now.getTime() + (api.client.skewMs ?? 0));
  const silences = await api.silences(ours.alert.status.silencedBy, signal);
  return whyUntold(ours, told, routes, {alerts, silences, config, now: theirs, readers: []});
}

function whyUntold({alert, rule}: Held, told: Told, routes: readonly Route[], known: Known): Explanation {
  const receivers = alert.receivers.map(r => r.name);
  const proof = {fingerprint: alert.fingerprint, startsAt: alert.startsAt, status: alert.status, receivers};
  const has = `Alertmanager has the alert ${rule.id} since ${alert.startsAt}`;
  const bySelf = alert.status.state === 'suppressed' ? suppression(alert, known) : undefined;
  if (bySelf) return {cause: `${has}, but nobody was notified: ${bySelf.reason}`, change: bySelf.change, proof};
  if (told.receivers.size && !receivers.some(name => told.receivers.has(name))) {
    return {
      cause: `${has}, and routes it to ${receivers.join(', ')} instead of ${[...told.receivers].join(', ')}`,
      change: 'route it to the receiver that posts here as well (`continue: true`)',
      proof,
    };
  }
  const byRoute = suppression(alert, known);
  if (byRoute) {
    const so = byRoute.unsure ? byRoute.reason : `but nobody was notified: ${byRoute.reason}`;
    return {cause: `${has}, ${byRoute.unsure ? 'and ' : ''}${so}`, change: byRoute.change, proof};
  }
  const waits = waitsText(waitsOf(routes, receivers));
  return {
    cause: `${has}, and holds it back: it notifies ${receivers.join(', ')} ${waits}`,
    change: WAITS_CHANGE,
    proof,
  };
}

/** What may have held up a notification that came late: the waits of the routes that post here. */
export async function explainDelay(api: AlertmanagerApi, {receivers}: Told, signal: AbortSignal): Promise<Explanation> {
  const {routes} = await api.status(signal);
  const waits = waitsOf(routes, [...receivers]);
  return {
    cause: `Alertmanager notifies ${[...receivers].join(', ')} ${waitsText(waits)}`,
    change: WAITS_CHANGE,
    proof: waits,
  };
}

/** Alerts that a notification did not name may have been ours. */
export const explainTruncation = ({truncated}: Told): Explanation | undefined =>
  truncated
    ? {
        cause: `notifications left out ${truncated} alerts, this one may be among them`,
        change: 'set max_alerts: 0 in the webhook_config of this receiver',
        proof: {truncatedAlerts: truncated},
      }
    : undefined;

import type {Claim} from '../claim.js';
import {concernOf} from '../concern.js';
import {claimsIn, type IdentityFields} from '../identity.js';
import type {AlertRule, Explanation, Interest, Investigation} from '../source.js';
import type {Alert} from './api.js';
import {ruleOf} from './rule.js';

/** An alert that Alertmanager holds, and what it says of the requests it stands on. */
export interface Held {
  alert: Alert;
  rule: AlertRule;
  claims: readonly Claim[];
}

/** Reads what alerts say by their labels and annotations. */
export const heldFrom = (alerts: readonly Alert[], identity: IdentityFields, interest: Interest): Held[] =>
  alerts.map(alert => ({
    alert,
    rule: ruleOf(alert.labels),
    claims: claimsIn({...alert.annotations, ...alert.labels}, identity, interest),
  }));

/** So exactly is a difference of clocks known that is read from whole seconds. */
const SKEW_UNSURE_MS = 1000;

/**
 * Why the alerts that Alertmanager holds are not what was expected: none came, one was there before the attack, or one
 * cannot be told to be ours. What is about somebody else explains nothing.
 *
 * @param skewMs how far Alertmanager's clock is ahead of ours, where that is known to be much
 * @param wanted names of the rules that are meant; undefined: any will do, so only what began since is of interest.
 */
export function explainMiss(
  held: readonly Held[],
  wanted: readonly string[] | undefined,
  about: Investigation,
  skewMs = 0,
): Explanation {
  const begun = about.since.getTime() + skewMs - (skewMs ? SKEW_UNSURE_MS : 0);
  const isNew = ({alert}: Held) => Date.parse(alert.startsAt) >= begun;
  const own = held.filter(h => concernOf(h.claims, about) !== 'foreign');
  const meant = own.filter(h => (wanted ? wanted.includes(h.rule.id) : isNew(h)));
  const newest = meant.toSorted((a, b) => Date.parse(a.alert.startsAt) - Date.parse(b.alert.startsAt)).at(-1);
  if (!newest) return nothingCame(held, wanted, isNew);
  const {alert, rule} = newest;
  const proof = {fingerprint: alert.fingerprint, startsAt: alert.startsAt, labels: alert.labels};
  const why = isNew(newest) ? notOurs(newest, about) : stale(rule, alert);
  // Where nobody named a rule, an alert that names nobody may be anything.
  return {...why, proof, ...(!wanted && concernOf(newest.claims, about) === 'nameless' && {nothingCame: true})};
}

function nothingCame(
  held: readonly Held[],
  wanted: readonly string[] | undefined,
  isNew: (h: Held) => boolean,
): Explanation {
  const others = held.some(h => (wanted ? wanted.includes(h.rule.id) : isNew(h)));
  const which = wanted ? `of ${wanted.join(', ')}` : 'that began since the attack';
  return {
    cause: `Alertmanager holds ${count(held.length)}, ${others ? `and those ${which} are about other requests` : `none ${which}`}`,
    change:
      'look at who sends to it: does the rule fire, and does its post arrive? ElastAlert2 posts to the API v1, which answers 410 since Alertmanager 0.27, unless its rule says alertmanager_api_version: v2',
    proof: {alerts: held.length},
    nothingCame: true,
  };
}

const count = (alerts: number): string => `${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`;

const stale = ({id}: AlertRule, {startsAt}: Alert): Explanation => ({
  cause: `the alert ${id} is older than the attack: it fires since ${startsAt}`,
  change: 'let it carry as labels what differs from one attack to the next: user, namespace, audit id',
});

function notOurs({rule, claims}: Held, about: Investigation): Explanation {
  if (concernOf(claims, about) === 'nameless') {
    return {
      cause: `the alert ${rule.id} is there, and says nothing by which it can be told whose it is`,
      change:
        'let its labels or annotations carry the audit id, or user and object; where they do, name them under identity',
    };
  }
  const said = Object.entries(claims[0] ?? {}).map(([field, text]) => `${field} ${text}`);
  return {
    cause: `the alert ${rule.id} is there, and about another request on this scenario's objects: ${said.join(', ')}`,
    change: 'let the rule alert on each request, with the audit id, or user and object, of that request as labels',
  };
}

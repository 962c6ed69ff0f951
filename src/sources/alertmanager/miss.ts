import type {Claim} from '../claim.js';
import {type Concern, concernOf} from '../kit/concern.js';
import {claimsIn, type IdentityFields} from '../kit/identity.js';
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

/** Which alerts are meant, by the names of their rules. */
export interface Meant {
  /** Names that scenario or stack file have for the expected rule; undefined: nobody named any. */
  wanted: readonly string[] | undefined;
  /** Whether a rule is known to be for another scenario. */
  isOfAnother(rule: AlertRule): boolean;
}

/** Clock skew derived from whole-second timestamps is only this precise. */
const SKEW_UNSURE_MS = 1000;

/**
 * Why the alerts that Alertmanager holds are not what was expected: none came, one was there before the attack, or one
 * cannot be told to be ours. What is about somebody else, or of a rule that is meant for something else, explains
 * nothing; nor does an alert that names nobody, unless its rule is the one that is meant.
 *
 * @param skewMs how far Alertmanager's clock is ahead of ours, where that is known to be much
 */
export function explainMiss(
  held: readonly Held[],
  meant: Meant,
  about: Investigation,
  skewMs: number | undefined = 0,
): Explanation {
  const begun = about.since.getTime() + skewMs - (skewMs ? SKEW_UNSURE_MS : 0);
  const isNew = ({alert}: Held) => Date.parse(alert.startsAt) >= begun;
  const names = meant.wanted ?? (about.expected.rule === undefined ? [] : [about.expected.rule]);
  const newest = newestOf(held.filter(h => names.includes(h.rule.id) && concernIn(h, about) !== 'foreign'));
  if (!newest) return nothingCame(held, {...meant, isNew}, about);
  const {alert, rule} = newest;
  const proof = {fingerprint: alert.fingerprint, startsAt: alert.startsAt, labels: alert.labels};
  return {...(isNew(newest) ? notOurs(newest, about) : stale(rule, alert)), proof};
}

const newestOf = (held: readonly Held[]): Held | undefined =>
  held.toSorted((a, b) => Date.parse(a.alert.startsAt) - Date.parse(b.alert.startsAt)).at(-1);

/** The token of an execution: every name that a drill makes begins with one. */
const TOKEN = /\bkd-[0-9a-f]{6}\b/g;

/** Whom an alert concerns, by its claims, else by the token of an execution in any of its texts. */
function concernIn({alert: {labels, annotations}, claims}: Held, about: Investigation): Concern {
  const concern = concernOf(claims, about);
  if (concern !== 'nameless') return concern;
  const tokens: string[] = JSON.stringify([labels, annotations]).match(TOKEN) ?? [];
  if (tokens.includes(about.token)) return 'ours';
  return tokens.length ? 'foreign' : 'nameless';
}

/** None of a rule that is meant came. One of another name on the scenario's objects is reported as well. */
function nothingCame(
  held: readonly Held[],
  {wanted, isOfAnother, isNew}: Meant & {isNew(h: Held): boolean},
  about: Investigation,
): Explanation {
  const holds = `Alertmanager holds ${count(held.length)}`;
  const base = {proof: {alerts: held.length}, nothingCame: true} as const;
  if (wanted) {
    const others = held.some(h => wanted.includes(h.rule.id));
    const which = `of ${wanted.join(', ')}`;
    const cause = `${holds}, ${others ? `and those ${which} are about other requests` : `none ${which}`}`;
    return {...base, cause, change: LOOK_AT_SENDER};
  }
  const begun = held.filter(isNew);
  if (!begun.length) return {...base, cause: `${holds}, none that began since the attack`, change: LOOK_AT_SENDER};
  const beside = newestOf(begun.filter(h => concernIn(h, about) === 'ours' && !isOfAnother(h.rule)));
  const near = beside ? `; ${beside.rule.id} is about another request on this scenario's objects${saidBy(beside)}` : '';
  return {
    ...base,
    cause: `${holds}, and none that began since the attack says that it is about one of its requests${near}`,
    change: `${LOOK_AT_SENDER}; ${NAME_IT}`,
  };
}

const LOOK_AT_SENDER =
  'check the sender: does the rule fire, and does its post arrive? ElastAlert2 posts to the API v1, which answers 410 since Alertmanager 0.27, unless its rule says alertmanager_api_version: v2';
const NAME_IT =
  'name the rule that is meant under `rules` of this source, and add the audit id, or user and object, to its labels or annotations';

/** `: user alice, namespace shop`: what an alert says of a request. */
function saidBy({claims: [claim = {}]}: Held): string {
  const said = Object.entries(claim).map(([field, text]) => `${field} ${text}`);
  return said.length ? `: ${said.join(', ')}` : '';
}

const count = (alerts: number): string => `${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`;

const stale = ({id}: AlertRule, {startsAt}: Alert): Explanation => ({
  cause: `the alert ${id} is older than the attack: it has been firing since ${startsAt}`,
  change: 'add labels that differ from one attack to the next: user, namespace, audit id',
});

function notOurs(held: Held, about: Investigation): Explanation {
  const {rule} = held;
  if (concernIn(held, about) === 'nameless') {
    return {
      cause: `the alert ${rule.id} is there, but carries nothing that identifies the attack`,
      change:
        'add the audit id, or user and object, to its labels or annotations; if they are there, name them under identity',
    };
  }
  return {
    cause: `the alert ${rule.id} is there, and about another request on this scenario's objects${saidBy(held)}`,
    change: 'let the rule alert on each request, with the audit id, or user and object, of that request as labels',
  };
}

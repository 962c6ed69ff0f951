import type {Claim} from '../../sources/claim.js';
import type {AlertRule, Source} from '../../sources/source.js';
import type {Execution} from '../execution.js';
import type {Watch} from './watch.js';

/** An alert that was there before the attack. */
export interface EarlyAlert {
  source: string;
  rule: string;
}

/** What every request without a valid credential is made as. */
const ANONYMOUS = 'system:anonymous';

/** Whether an alert that says this could be taken for the attack's: it names no one request, and nobody else. */
function isTakenFor(claims: readonly Claim[], {token, actorUser = ANONYMOUS, userAgent}: Execution): boolean {
  return claims.every(claim => {
    const {namespace, name, pod, command, object} = claim;
    if (claim.auditId !== undefined || claim.stageTimestamp !== undefined) return false;
    const same = (said: string | undefined, is: string) => said === undefined || said === is;
    return (
      same(claim.user, actorUser) &&
      same(claim.userAgent, userAgent) &&
      ([namespace, name, object].every(text => text === undefined) || textIn([namespace, name, object], token)) &&
      ([pod, command].every(text => text === undefined) || textIn([namespace, command], token))
    );
  });
}

const textIn = (texts: readonly (string | undefined)[], token: string): boolean =>
  texts.some(text => text?.includes(token));

/**
 * Whether an alert of this rule, which came before the attack, is to be reported: a person could take it for the
 * attack's.
 */
export function isEarly(
  {source, rule, claims}: {source: Source; rule: Pick<AlertRule, 'id' | 'title'>; claims: readonly Claim[]},
  {watch, execution}: {watch: Watch; execution: Execution},
): boolean {
  const meant = watch.watched.some(
    ({expectation, settled}) =>
      expectation.stage === 'alerted' &&
      !settled &&
      (source.claims?.(expectation, rule) ?? watch.awaits(source.id, {...rule, level: ''})),
  );
  return meant && isTakenFor(claims, execution);
}

/** Each alert once. */
export const distinct = (alerts: readonly EarlyAlert[]): EarlyAlert[] => [
  ...new Map(alerts.map(({source, rule}) => [JSON.stringify([source, rule]), {source, rule}])).values(),
];

import {z} from 'zod';
import {type Claim, stampOf} from '../claim.js';
import {IdentityFields} from '../identity.js';
import {pushedSource} from '../pushed.js';
import type {AlertRule, Signal, Source} from '../source.js';
import {alerting, posted} from '../stack/config.js';
import {acceptsRules, budgetOf, sourceType, wantedRules} from '../stack/type.js';
import {alertsIn, claimsOf, type FalcoAlert, isAudit, timeOf, withoutBodies} from './alert.js';
import {explainMiss, type Posted} from './miss.js';

const schema = z
  .strictObject({
    type: z.literal('falco'),
    ...posted,
    ...alerting,
    path: z.string().startsWith('/').default('/falco'),
    identity: IdentityFields,
  })
  .meta({description: "Falco's alerts, by its http_output or by falcosidekick's webhook"});

/** What the API server's audit webhook takes where nobody set it otherwise: alerts cannot be faster than their events. */
const API_SERVER_BATCH = {ms: 30_000, why: "the API server's audit webhook sends a batch every"};
/** A miss is explained from the newest alerts; older ones are about other scenarios. */
const KEPT = 1000;

/** A receiver for Falco's alerts on the audit log (k8saudit) and on system calls. */
export const falco = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const accepts = acceptsRules(config.type, config);
    let newest: Posted[] = [];
    const source = pushedSource(context, {
      stage: 'alerted',
      budget: budgetOf(config.delays, config.delays.length ? [] : [API_SERVER_BATCH]),
      path: config.path,
      listen: config.listen,
      read(body, interest) {
        const seenAt = clock.now();
        return alertsIn(body).map((alert): Signal => {
          const rule = ruleOf(alert);
          const claims = claimsOf(alert, config.identity, interest);
          newest = [...newest.slice(1 - KEPT), postedOf(alert, rule, claims)];
          const sourceTime = timeOf(alert);
          return {
            source: id,
            stage: 'alerted',
            seenAt,
            ...(sourceTime !== undefined && {sourceTime}),
            claims,
            rule,
            evidence: {kind: 'alert', ref: rule.id, rule, document: withoutBodies(alert)},
          };
        });
      },
    });
    return {
      ...source,
      accepts,
      async check() {
        const answer = await source.check();
        return {...answer, detail: `${answer.detail}; ${joinedBy(newest)}`};
      },
      async investigate(about) {
        const wanted = wantedRules(config.type, config, about.expected);
        const isMeant = (rule: AlertRule) => accepts(about.expected, rule);
        return (await source.investigate()) ?? explainMiss(newest, about, wanted, isMeant);
      },
      delay: async () => ({
        cause:
          "an alert cannot be faster than its event, and the API server's audit webhook holds events for up to 30 s",
        change:
          'set --audit-webhook-batch-max-wait=1s on the API server, and useAsync: false for the plugins k8saudit and json',
      }),
    };
  },
});

/** The rule that alerted. */
export const ruleOf = ({rule, priority}: FalcoAlert): AlertRule => ({id: rule, title: rule, level: priority});

/** What is remembered of an alert, to explain others that did not come. */
export function postedOf(alert: FalcoAlert, rule: AlertRule, claims: readonly Claim[]): Posted {
  const stamps = claims.map(claim => stampOf(claim)).filter(stamp => stamp !== undefined);
  return {rule, claims, stamps, isAudit: isAudit(alert), time: timeOf(alert)};
}

/** Whether the user has appended the audit id; stock alerts have none. */
function joinedBy(alerts: readonly Posted[]): string {
  if (alerts.some(a => a.claims.some(claim => claim.auditId !== undefined))) return 'its alerts carry ka.auditid';
  return 'its alerts are joined to audit events by time, user and target (exactly, once append_output adds ka.auditid)';
}

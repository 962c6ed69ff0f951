import {z} from 'zod';
import {posted} from '../kit/config.js';
import {paced} from '../kit/pace.js';
import {pushedSource} from '../kit/pushed.js';
import {budgetOf, sourceType} from '../kit/source-type.js';
import type {Source} from '../source.js';
import {alertsIn} from './alert.js';
import {CANARY, FalcoAlerts, falcoKeys, KEEP_UP} from './alerts.js';

const schema = z
  .strictObject({
    type: z.literal('falco'),
    ...posted,
    ...falcoKeys,
    path: z.string().startsWith('/').default('/falco'),
  })
  .meta({description: "Falco's alerts, by its http_output or by falcosidekick's webhook"});

/** What the API server's audit webhook takes where nobody set it otherwise: alerts cannot be faster than their events. */
const API_SERVER_BATCH = {ms: 30_000, why: "the API server's audit webhook sends a batch every"};

/** A receiver for Falco's alerts on the audit log (k8saudit) and on system calls. */
export const falco = sourceType({
  schema,
  stage: () => 'alerted',
  open(config, context): Source {
    const {id, clock} = context;
    const alerts = new FalcoAlerts(config);
    const pushed = pushedSource(context, {
      stage: 'alerted',
      budget: budgetOf(config.delays, config.delays.length ? [] : [API_SERVER_BATCH]),
      path: config.path,
      listen: config.listen,
      tryIt: TRY_IT,
      expectForm: alertsIn,
      read: (body, interest) =>
        alertsIn(body).map(alert => alerts.signal(alert, {source: id, seenAt: clock.now(), interest})),
    });
    const source = paced(pushed, clock, KEEP_UP);
    return {
      ...source,
      canary: CANARY,
      provides: alerts.provides,
      accepts: (expected, rule) => alerts.accepts(expected, rule),
      claims: (expected, rule) => alerts.claims(expected, rule),
      async check() {
        const answer = await source.check();
        return {...answer, detail: `${answer.detail}; ${alerts.carryAuditIds ? BY_AUDIT_ID : BY_TIME}`};
      },
      investigate: async about => (await source.investigate()) ?? alerts.explain(about),
      delay: async (about, signal) =>
        (await source.delay?.(about, signal)) ?? {
          cause:
            "an alert cannot be faster than its event, and the API server's audit webhook holds events for up to 30 s",
          change:
            'set --audit-webhook-batch-max-wait=1s on the API server, and useAsync: false for the plugins k8saudit and json',
        },
    };
  },
});

/** Without a single post, a Falco that is behind looks like one that has stopped, and like one without a rule. */
const TRY_IT =
  '`kubedrill doctor --stack FILE --reuse` sends Falco a canary that its stock rules alert on; if no alert arrives, check whether Falco runs, keeps up, and posts here (http_output.url)';

const BY_AUDIT_ID = 'its alerts carry ka.auditid';
const BY_TIME =
  'its alerts are joined to audit events by time, user and target (exactly, once append_output adds ka.auditid)';

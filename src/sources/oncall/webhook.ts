import {z} from 'zod';
import {alertmanagerAlert, alertmanagerGroup, ownKey} from '../alert-keys.js';
import {postedAcknowledgements} from '../kit/acknowledged.js';
import {acknowledging} from '../kit/acknowledging.js';
import {posted} from '../kit/config.js';
import {anything} from '../kit/parse.js';
import {sourceType} from '../kit/source-type.js';

const schema = z
  .strictObject({
    type: z.literal('oncall-webhook'),
    ...posted,
    path: z.string().startsWith('/').default('/oncall'),
    ...acknowledging,
  })
  .meta({description: 'Alert groups of Grafana OnCall or IRM that people acknowledge: an outgoing webhook'});

/**
 * An event, as OnCall posts it where the whole payload is forwarded.
 *
 * @see https://grafana.com/docs/oncall/latest/configure/integrations/outgoing-webhooks/
 */
const Post = z.looseObject({
  event: z.looseObject({type: z.string(), time: z.string().nullish()}),
  user: z.looseObject({id: anything, username: z.string().nullish(), email: z.string().nullish()}).nullish(),
  alert_group: z
    .looseObject({id: z.string().nullish(), acknowledged_at: z.string().nullish(), title: anything})
    .nullish(),
  alert_payload: anything,
});

/** The first alert of a group, where Alertmanager or Grafana sent it; other integrations send what they like. */
const FromAlertmanager = z.looseObject({
  groupKey: z.string().optional().catch(undefined),
  fingerprint: z.string().optional().catch(undefined),
  alerts: z
    .array(z.looseObject({fingerprint: z.string().optional().catch(undefined)}))
    .catch([])
    .default([]),
});

/** Acknowledgements of OnCall's alert groups. One that OnCall makes on its own has no user. */
export const oncallWebhook = sourceType({
  schema,
  stage: () => 'acknowledged',
  open: (config, context) =>
    postedAcknowledgements(config, context, {
      what: "OnCall's post",
      form: Post,
      taken({event, user, alert_group: group, alert_payload}) {
        if (event.type !== 'acknowledge') return undefined;
        const {id, acknowledged_at, title} = group ?? {};
        const {username, email} = user ?? {};
        return {
          of: [...keysIn(alert_payload), ...(id ? [ownKey(id)] : [])],
          person: username || email || undefined,
          robot: !user,
          time: acknowledged_at ?? event.time ?? undefined,
          ref: id ?? 'alert group',
          // Left out are answers of other webhooks, which may be anything, and who else is called.
          document: {
            event,
            user: user && {id: user.id, username},
            alert_group: {id, acknowledged_at, title},
            alert_payload,
          },
        };
      },
    }),
});

/** What Alertmanager calls the group and its alerts. */
function keysIn(payload: unknown): string[] {
  const parsed = FromAlertmanager.safeParse(payload);
  if (!parsed.success) return [];
  const {groupKey, fingerprint, alerts} = parsed.data;
  const fingerprints = [fingerprint, ...alerts.map(alert => alert.fingerprint)].filter(one => one !== undefined && one);
  return [...(groupKey ? [alertmanagerGroup(groupKey)] : []), ...fingerprints.map(one => alertmanagerAlert(one ?? ''))];
}

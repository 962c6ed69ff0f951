import {z} from 'zod';
import {keysNamed, ownKey} from '../alert-keys.js';
import {postedAcknowledgements, timeOf} from '../kit/acknowledged.js';
import {acknowledging} from '../kit/acknowledging.js';
import {posted} from '../kit/config.js';
import {anything} from '../kit/parse.js';
import {sourceType} from '../kit/source-type.js';

const schema = z
  .strictObject({
    type: z.literal('opsgenie-webhook'),
    ...posted,
    path: z.string().startsWith('/').default('/opsgenie'),
    ...acknowledging,
  })
  .meta({description: 'Alerts of Opsgenie, or of Jira Service Management, that people acknowledge: a webhook'});

/**
 * What was done about an alert, as Opsgenie posts it. Newer versions send more keys.
 *
 * @see https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/
 */
const Post = z.looseObject({
  action: z.string(),
  source: z.looseObject({name: anything, type: anything}).nullish(),
  alert: z.looseObject({
    alertId: z.string().nullish(),
    alias: z.string().nullish(),
    username: z.string().nullish(),
    updatedAt: z.number().nullish(),
    message: anything,
    entity: anything,
    tags: anything,
  }),
});

/** Acknowledgements of Opsgenie's alerts. Of an alert that Alertmanager made, the alias is the hash of its group key. */
export const opsgenieWebhook = sourceType({
  schema,
  stage: () => 'acknowledged',
  open: (config, context) =>
    postedAcknowledgements(config, context, {
      what: "Opsgenie's post",
      form: Post,
      taken({action, source, alert}) {
        if (action !== 'Acknowledge') return undefined;
        const {alertId, alias, username, updatedAt, message, entity, tags} = alert;
        return {
          of: [...(alias ? keysNamed(alias) : []), ...(alertId ? [ownKey(alertId)] : [])],
          person: username ?? undefined,
          time: updatedAt ? timeOf(inMs(updatedAt)) : undefined,
          ref: alertId ?? alias ?? 'alert',
          document: {action, source, alert: {alertId, alias, username, updatedAt, message, entity, tags}},
        };
      },
    }),
});

/** Milliseconds since 1970 have 13 digits for 260 years, nanoseconds 19. */
const LONGEST_MS = 1e14;

/** Its documentation has `updatedAt` in nanoseconds and `createdAt` in milliseconds. */
const inMs = (time: number): number => (time > LONGEST_MS ? time / 1e6 : time);

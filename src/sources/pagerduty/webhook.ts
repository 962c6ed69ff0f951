import {z} from 'zod';
import {keysNamed, ownKey} from '../alert-keys.js';
import {postedAcknowledgements} from '../kit/acknowledged.js';
import {acknowledging} from '../kit/acknowledging.js';
import {postedSigned} from '../kit/config.js';
import {anything} from '../kit/parse.js';
import {sourceType} from '../kit/source-type.js';

const schema = z
  .strictObject({
    type: z.literal('pagerduty-webhook'),
    ...postedSigned,
    path: z.string().startsWith('/').default('/pagerduty'),
    ...acknowledging,
  })
  .meta({description: 'Incidents of PagerDuty that people acknowledge: a webhook subscription, version 3'});

/**
 * An event, as PagerDuty posts it. Whose data is no incident says nothing of one.
 *
 * @see https://developer.pagerduty.com/docs/webhooks-overview
 */
const Post = z.looseObject({
  event: z.looseObject({
    event_type: z.string(),
    occurred_at: z.string().nullish(),
    agent: z.looseObject({type: z.string().nullish(), summary: z.string().nullish()}).nullish(),
    data: z
      .looseObject({
        id: z.string().nullish(),
        incident_key: z.string().nullish(),
        number: anything,
        title: anything,
        html_url: anything,
      })
      .nullish(),
  }),
});

/** Acknowledgements of PagerDuty's incidents. Of an incident that Alertmanager opened, the key is the hash of its group key. */
export const pagerdutyWebhook = sourceType({
  schema,
  stage: () => 'acknowledged',
  open: (config, context) =>
    postedAcknowledgements(config, context, {
      what: "PagerDuty's post",
      form: Post,
      signature: {
        secret: config.secret,
        header: 'X-PagerDuty-Signature',
        prefix: 'v1=',
        delivery: 'X-Webhook-Id',
      },
      taken({event}) {
        if (event.event_type !== 'incident.acknowledged') return undefined;
        const {id, incident_key: key, number, title, html_url} = event.data ?? {};
        const {type, summary} = event.agent ?? {};
        return {
          of: [...(key ? keysNamed(key) : []), ...(id ? [ownKey(id)] : [])],
          person: summary ?? undefined,
          robot: type !== 'user_reference',
          time: event.occurred_at ?? undefined,
          ref: id ?? key ?? 'incident',
          // The rest holds nothing of whose alert it is, and the way into a conference.
          document: {...event, data: {id, incident_key: key, number, title, html_url}},
        };
      },
    }),
});

import {z} from 'zod';
import {jiraLabel, ownKey} from '../alert-keys.js';
import {postedAcknowledgements, timeOf} from '../kit/acknowledged.js';
import {acknowledging} from '../kit/acknowledging.js';
import {postedSigned} from '../kit/config.js';
import {ownIdsIn} from '../kit/identity.js';
import {anything} from '../kit/parse.js';
import {sourceType} from '../kit/source-type.js';
import type {Interest} from '../source.js';

const schema = z
  .strictObject({
    type: z.literal('jira-webhook'),
    ...postedSigned,
    path: z.string().startsWith('/').default('/jira'),
    statuses: z.array(z.string().min(1)).min(1).default(['In Progress', 'Acknowledged']).meta({
      description: 'Names of the statuses into which people move an issue that they take; upper and lower case are one',
    }),
    ...acknowledging,
  })
  .meta({description: 'Issues of Jira that people take into work: a webhook of its administration'});

const text = z.string().nullish();

/**
 * An event, as Jira posts it. Whose event is another has other fields.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/webhooks/
 */
const Post = z.looseObject({
  webhookEvent: z.string(),
  timestamp: z.number().nullish(),
  user: z.looseObject({displayName: text, accountType: text}).nullish(),
  issue: z
    .looseObject({
      key: text,
      fields: z
        .looseObject({
          summary: anything,
          description: anything,
          labels: anything,
        })
        .nullish(),
    })
    .nullish(),
  changelog: z.looseObject({items: z.array(z.record(z.string(), z.unknown())).nullish()}).nullish(),
});

/** Issues that people take into work: those that jiralert opened are known by its label. */
export const jiraWebhook = sourceType({
  schema,
  stage: () => 'acknowledged',
  open: (config, context) =>
    postedAcknowledgements(config, context, {
      what: "Jira's post",
      form: Post,
      signature: {
        secret: config.secret,
        header: 'X-Hub-Signature',
        prefix: 'sha256=',
        delivery: 'X-Atlassian-Webhook-Identifier',
      },
      taken({webhookEvent, timestamp, user, issue, changelog}, interest) {
        const status = (changelog?.items ?? []).filter(item => item.field === 'status').map(newValue);
        if (webhookEvent !== 'jira:issue_updated' || !status.some(isOneOf(config.statuses))) return undefined;
        const {key, fields} = issue ?? {};
        const {displayName, accountType} = user ?? {};
        const {summary, description, labels} = fields ?? {};
        const about = {summary, description};
        return {
          of: [...(key ? [ownKey(key)] : []), ...(isOurs(about, interest) ? textsIn(labels).map(jiraLabel) : [])],
          person: displayName ?? undefined,
          robot: accountType === 'app',
          time: timestamp ? timeOf(timestamp) : undefined,
          ref: key ?? 'issue',
          document: {
            ...{webhookEvent, timestamp, user: {displayName, accountType}},
            ...{issue: {key, fields: {summary, description, labels}}, status},
          },
          about,
        };
      },
    }),
});

/** The name of the key is that of a method of every object: only an own one counts. */
const newValue = (item: Record<string, unknown>): unknown =>
  Object.hasOwn(item, 'toString') ? item.toString : undefined;

const isOneOf =
  (statuses: readonly string[]) =>
  (status: unknown): boolean =>
    typeof status === 'string' && statuses.some(one => one.toLowerCase() === status.toLowerCase());

/**
 * jiralert makes its label of the group's labels alone, so that of another environment may be the same. It counts where
 * the issue itself says that it is about this run.
 */
function isOurs(about: unknown, interest: Interest): boolean {
  const said = JSON.stringify(about);
  return interest.tokens().some(token => said.includes(token)) || ownIdsIn(about, interest).length > 0;
}

const textsIn = (labels: unknown): string[] =>
  Array.isArray(labels) ? labels.filter(label => typeof label === 'string') : [];

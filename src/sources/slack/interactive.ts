import {z} from 'zod';
import {keysNamed} from '../alert-keys.js';
import {postedAcknowledgements, timeOf} from '../kit/acknowledged.js';
import {acknowledging} from '../kit/acknowledging.js';
import {postedSigned} from '../kit/config.js';
import {anything} from '../kit/parse.js';
import {sourceType} from '../kit/source-type.js';

const schema = z
  .strictObject({
    type: z.literal('slack-interactive'),
    ...postedSigned,
    path: z.string().startsWith('/').default('/slack'),
    actions: z.array(z.string().min(1)).min(1).default(['acknowledge']).meta({
      description: 'Ids of the buttons (action_id) that mean that somebody takes the alert; others say nothing',
    }),
    ...acknowledging,
  })
  .meta({description: "Buttons of Slack's messages with which people acknowledge an alert: interactivity of an app"});

/**
 * What somebody did in Slack, as it is posted in the field `payload` of a form. Only those on blocks have actions of this
 * form.
 *
 * @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
const Post = z.looseObject({
  type: z.string(),
  user: z.looseObject({id: z.string().nullish(), username: z.string().nullish(), name: z.string().nullish()}).nullish(),
  channel: z.looseObject({id: anything, name: anything}).nullish(),
  message: z.looseObject({ts: anything, text: anything}).nullish(),
  actions: z.array(z.looseObject({})).optional(),
});

const Action = z.looseObject({
  action_id: z.string(),
  value: z.string().nullish(),
  action_ts: z.string().nullish(),
});

/** Buttons with which people acknowledge alerts: the value of the button names the alert. */
export const slackInteractive = sourceType({
  schema,
  stage: () => 'acknowledged',
  open: (config, context) =>
    postedAcknowledgements(config, context, {
      what: "Slack's post",
      form: Post,
      signature: {
        secret: config.secret,
        header: 'X-Slack-Signature',
        prefix: 'v0=',
        signedAt: 'X-Slack-Request-Timestamp',
      },
      taken({type, user, channel, message, actions = []}) {
        const pressed = actions.flatMap(action => Action.safeParse(action).data ?? []);
        const action = pressed.find(({action_id: id}) => config.actions.includes(id));
        if (type !== 'block_actions' || !action) return undefined;
        const {action_id, value, action_ts} = action;
        const {id, username, name} = user ?? {};
        const text = {ts: message?.ts, text: message?.text};
        return {
          of: value ? keysNamed(value) : [],
          person: username || name || id || undefined,
          time: action_ts ? timeOf(Number(action_ts) * 1000) : undefined,
          ref: value || action_id,
          // Left out are the token of the app and the URLs by which anybody could answer in its name.
          document: {
            ...{type, user: {id, username, name}, channel: {id: channel?.id, name: channel?.name}},
            ...{message: text, actions: [{action_id, value, action_ts}]},
          },
          // A message may tell of several alerts, of which the button takes one.
          about: value || text,
        };
      },
    }),
});

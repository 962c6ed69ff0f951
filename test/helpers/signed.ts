import {createHmac} from 'node:crypto';

/** The HMAC-SHA256 of a text, in hex, as products sign what they post. */
export const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** The headers of a post by PagerDuty: signed with each of the secrets, which are several while it is changed. */
export const byPagerDuty = (text: string, secrets: readonly string[], id: string): Record<string, string> => ({
  'X-PagerDuty-Signature': secrets.map(secret => `v1=${hmac(secret, text)}`).join(','),
  'X-Webhook-Id': id,
});

/** The headers of a post by Slack, signed with its text at a second since 1970. */
export const bySlack = (text: string, secret: string, at: number): Record<string, string> => ({
  'Content-Type': 'application/x-www-form-urlencoded',
  'X-Slack-Request-Timestamp': String(at),
  'X-Slack-Signature': `v0=${hmac(secret, `v0:${at}:${text}`)}`,
});

/** The headers of a post by Jira. */
export const byJira = (text: string, secret: string, id: string): Record<string, string> => ({
  'X-Hub-Signature': `sha256=${hmac(secret, text)}`,
  'X-Atlassian-Webhook-Identifier': id,
});

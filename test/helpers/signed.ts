import {createHmac} from 'node:crypto';

/** The HMAC-SHA256 of a text, in hex, as products sign what they post. */
export const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** The headers of a post by PagerDuty: signed with each of the secrets, which are several while it is changed. */
export const byPagerDuty = (text: string, secrets: readonly string[], id: string): Record<string, string> => ({
  'X-PagerDuty-Signature': secrets.map(secret => `v1=${hmac(secret, text)}`).join(','),
  'X-Webhook-Id': id,
});

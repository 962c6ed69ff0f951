import {z} from 'zod';

/** A port that no server can have makes a text no URL at all, and is worth a word of its own. */
const BAD_PORT = /^https?:\/\/[^/?#]*:\d{5,}(?=[/?#]|$)/;

/** Where a server is asked: an http or https URL. */
export const ServerUrl = z.url({
  protocol: /^https?$/,
  error: ({input}) =>
    typeof input === 'string' && BAD_PORT.test(input)
      ? 'must be an http or https URL whose port is from 1 to 65535'
      : 'must be an http or https URL',
});

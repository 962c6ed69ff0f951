import {usageError} from '../../lib/errors.js';

/** Where a drill is, and the code for a part in it where the link brings one. */
export interface JoinLink {
  /** Scheme, host and port: `https://drill.example:7443`. */
  origin: string;
  code?: string;
}

const NEXT = ['take the link from the facilitator, such as http://127.0.0.1:7443/#j=K7QM-2XRD'];

/**
 * Reads a link as people are given it. The code stands behind `#`, which no server and no log is sent.
 *
 * @throws DrillError (exit code 2) for what is no such link
 */
export function joinLink(text: string): JoinLink {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) {
    throw usageError(`${text} is not the link to a drill`, NEXT);
  }
  if (url.username || url.password) throw usageError('a link to a drill holds no password', NEXT);
  const code = /^#j=([\w-]{1,40})$/.exec(url.hash)?.[1];
  return {origin: url.origin, ...(code !== undefined && {code})};
}

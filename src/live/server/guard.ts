import type {IncomingMessage} from 'node:http';

/** What this server is called by those who come rightly: `host:port`, lower case. */
export interface Names {
  hosts: ReadonlySet<string>;
  scheme: 'http' | 'https';
}

/**
 * Why a request is refused before anything of it is read; undefined: it is not. A name that is not ours is a page that
 * has its own name lead here (DNS rebinding). A page of another origin may not act with a cookie that the browser adds.
 */
export function refusal({headers, method = 'GET'}: IncomingMessage, {hosts, scheme}: Names): string | undefined {
  const host = headers.host?.toLowerCase();
  if (host === undefined || !hosts.has(host)) return 'this server is not called so';
  if (method === 'GET' || method === 'HEAD') return undefined;
  const {origin} = headers;
  if (origin !== undefined && origin.toLowerCase() !== `${scheme}://${host}`) return 'it comes from another page';
  // A browser always says where a POST comes from. Who does not is no browser, and brings its token itself.
  if (origin === undefined && headers.cookie !== undefined) return 'it does not say which page it comes from';
  return undefined;
}

/** The token that a request brings: in its cookie, or as a bearer. */
export function tokenOf({headers}: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  return bearer ?? /(?:^|;\s*)kd=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
}

/** Nothing is loaded from elsewhere, and nothing of ours is shown inside of another page. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

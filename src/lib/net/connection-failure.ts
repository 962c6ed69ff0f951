import {messageOf} from '../errors.js';
import {outOfFiles} from '../files/open-files.js';

/** What the layers below HTTP know of a failure. */
interface Cause {
  code?: string;
  /** What OpenSSL says, without its own place in its sources. */
  reason?: string;
  message?: string;
}

/** Reasons of OpenSSL when the other end answers in something else than TLS. */
const NO_TLS = /wrong version number|packet length too long|record layer failure|http request/;

/** Why a connection did not come about, or broke, in the words of the side that refused it. */
export function connectionFailure(error: unknown): string {
  const full = outOfFiles(error);
  if (full) return [full.message, ...full.nextSteps].join('; ');
  const {code = '', reason, message = ''} = innermost(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (NO_TLS.test(reason ?? message)) return 'it does not speak TLS on this port';
  if (reason !== undefined && /^ERR_SSL/.test(code)) return `the TLS connection was refused: ${reason}`;
  if (/CERT|SIGNATURE|_CA$|ISSUER|HOSTNAME/.test(code)) return `its certificate is refused: ${message}`;
  return message || code || messageOf(error);
}

/** The last cause of all: the libraries above say "fetch failed". */
function innermost(error: unknown): Cause {
  let at = error;
  for (let depth = 0; depth < 5; depth++) {
    const cause: unknown = at instanceof Error ? at.cause : undefined;
    if (cause === undefined) break;
    at = cause;
  }
  return (at ?? {}) as Cause;
}

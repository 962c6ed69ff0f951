import {HttpError} from './http.js';

/** The status with which a server said no, be it the error itself or its cause; undefined when there is none. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpError) return error.status;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof HttpError ? cause.status : undefined;
}

/** What to look at first where a source cannot be asked: its credentials where they are refused, else `otherwise`. */
export function whatToCheck(error: unknown, otherwise = 'check url and tls of this source'): string {
  const status = statusOf(error);
  if (status === 401) return CHECK_AUTH;
  return status === 403 ? 'give the credentials under auth of this source the right to ask this' : otherwise;
}

const CHECK_AUTH = 'check auth of this source: the environment variable or file that it refers to';

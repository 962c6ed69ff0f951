import {messageOf} from '../../lib/errors.js';
import {HttpError, refused} from '../http/http.js';

/** What a store says of an error: `type: reason`, from the body that Elasticsearch and OpenSearch send with it. */
export function reasonIn(body: string | undefined): string | undefined {
  try {
    const {error} = JSON.parse(body ?? '') as {error?: unknown};
    if (typeof error === 'string') return error;
    const {root_cause: roots, ...whole} = (error ?? {}) as StoreError & {root_cause?: StoreError[]};
    const {type, reason} = roots?.[0] ?? whole;
    // The root cause may say no more than that parsing failed; what the whole was caused by says why.
    const why = whole.caused_by?.reason;
    const cause = why && why !== reason ? ` (${why})` : '';
    // Gateways in front of a store send only one of the two.
    return reason ? `${type ? `${type}: ` : ''}${reason}${cause}` : type;
  } catch {
    return undefined;
  }
}

interface StoreError {
  type?: string;
  reason?: string;
  caused_by?: {reason?: string};
}

/** An error of a store in words that name what to look at: the credentials, their rights, or what it says itself. */
export function storeFailure(url: string, error: unknown): Error {
  if (!(error instanceof HttpError) || error.status === undefined) return new Error(messageOf(error), {cause: error});
  const said = reasonIn(error.body);
  const told = said ? `: ${said}` : '';
  const no = refused(error.status);
  if (no !== undefined) return new Error(`${url} ${no}${told}`, {cause: error});
  if (error.status === 403) return new Error(`${url}: these credentials may not do that (403)${told}`, {cause: error});
  return new Error(said ? `${url} answered ${error.status}${told}` : error.message, {cause: error});
}

import {userAgentOf} from '../claim.js';
import type {Interest} from '../source.js';
import type {IdentityPaths} from './identity-fields.js';

/** One `terms` clause takes this many ids; Elasticsearch's own limit is 65,536. */
const CHUNK = 1024;
/** Beyond this many, the oldest ids are no longer waited for. */
const MOST_IDS = 8 * CHUNK;
/**
 * Ids in analysed text cost a phrase each, and a query has 1,024 clauses at most: the newest must do, beside tokens.
 */
const MOST_PHRASES = 128;
const MOST_TOKENS = 64;
/** A pattern that begins with a wildcard reads every term of its field. */
const MOST_PATTERNS = 32;

/** Finds every record that is about a request of interest: by its audit id, or by a token with actor or user agent. */
export function identityQuery(paths: IdentityPaths, interest: Interest): object {
  const ids = interest.auditIds().slice(-MOST_IDS);
  const tokens = interest.tokens().slice(-MOST_TOKENS);
  const should = [...byId(paths, ids), ...tokens.flatMap(token => byToken(paths, token))];
  return should.length ? {bool: {should, minimum_should_match: 1}} : {match_none: {}};
}

function byId({auditId, line}: IdentityPaths, ids: readonly string[]): object[] {
  const chunks = Array.from({length: Math.ceil(ids.length / CHUNK)}, (_, i) => ids.slice(i * CHUNK, (i + 1) * CHUNK));
  const newest = ids.slice(-MOST_PHRASES);
  return [
    ...auditId.exact.flatMap(field => chunks.map(chunk => ({terms: {[field]: chunk}}))),
    ...[...auditId.analysed, ...line.analysed].flatMap(field => newest.map(id => phrase(field, id))),
    ...line.exact.flatMap(field => ids.slice(-MOST_PATTERNS).map(id => containing(field, id))),
  ];
}

/** Both clauses mean the acting user or user agent: a namespace that bears our token is touched by others, too. */
function byToken({user, userAgent, line}: IdentityPaths, token: string): object[] {
  const prefixed = user.exact.map(field => ({prefix: {[field]: `system:serviceaccount:${token}:`}}));
  const whole = userAgent.exact.map(field => ({term: {[field]: userAgentOf(token)}}));
  const worded = [user, userAgent, line].flatMap(fields => fields.analysed).map(field => phrase(field, token));
  return [...prefixed, ...whole, ...worded, ...line.exact.map(field => containing(field, token))];
}

const phrase = (field: string, text: string): object => ({match_phrase: {[field]: text}});
const containing = (field: string, text: string): object => ({wildcard: {[field]: {value: `*${text}*`}}});

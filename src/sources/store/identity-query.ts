import {userAgentOf} from '../claim.js';
import type {Interest} from '../source.js';
import type {IdentityPaths, Searchable} from './identity-fields.js';

/** One `terms` clause takes so many ids; Elasticsearch's own limit is 65,536. */
const CHUNK = 1024;
/** Beyond so many, the oldest ids are no longer waited for by anybody. */
const MOST_IDS = 8 * CHUNK;
/** Ids in analysed text cost a phrase each, and a query has 1,024 clauses at most: the newest must do, beside tokens. */
const MOST_PHRASES = 128;
const MOST_TOKENS = 64;

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
    ...[...auditId.analysed, ...line].flatMap(field => newest.map(id => phrase(field, id))),
  ];
}

/** Both clauses mean the acting user or user agent: a namespace that bears our token is touched by others, too. */
function byToken({user, userAgent, line}: IdentityPaths, token: string): object[] {
  const prefixed = user.exact.map(field => ({prefix: {[field]: `system:serviceaccount:${token}:`}}));
  const whole = userAgent.exact.map(field => ({term: {[field]: userAgentOf(token)}}));
  return [...prefixed, ...whole, ...analysedOf([user, userAgent], line).map(field => phrase(field, token))];
}

const analysedOf = (all: readonly Searchable[], line: readonly string[]): string[] => [
  ...all.flatMap(fields => fields.analysed),
  ...line,
];

const phrase = (field: string, text: string): object => ({match_phrase: {[field]: text}});

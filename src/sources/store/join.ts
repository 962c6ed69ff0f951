import {withoutSecrets} from '../../audit/redact.js';
import {type Claim, claimOf} from '../claim.js';
import {claimsIn, type IdentityFields} from '../kit/identity.js';
import {isWhole, readRecord} from '../record/read.js';
import type {Signal} from '../source.js';
import type {Look} from './alert-index.js';
import type {Hit} from './store.js';

/** A document that an alert was made from. */
export interface Origin {
  index: string;
  id: string;
}

/** An alert, what it copied of the documents it was made from, and where those are. */
export interface Alert {
  /** The copies: a match, related events, the alert's own fields. */
  copies: readonly unknown[];
  origins: readonly Origin[];
}

/** What identifies an alert: claims, and the audit events as far as they are whole. */
export type Identified = Pick<Signal, 'claims' | 'events'>;

/** One request takes this many documents. */
const AT_ONCE = 500;

/**
 * Says of each alert on which requests it stands: by what it copied, else by the documents it was made from, which are
 * fetched all at once.
 */
export async function identify(
  alerts: readonly Alert[],
  fields: IdentityFields,
  {store, interest, signal}: Look,
): Promise<Identified[]> {
  const copied = alerts.map(({copies}) => copies.map(copy => identified(copy, claimsIn(copy, fields, interest))));
  const wanted = alerts.flatMap(({origins}, i) => (copied[i]?.some(hasId) ? [] : origins));
  const found = new Map<string, Hit>();
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    for (const hit of await store.get(wanted.slice(at, at + AT_ONCE), signal)) found.set(key(hit), hit);
  }
  return alerts.map(({origins}, i) => {
    const own = copied[i] ?? [];
    if (own.some(hasId)) return merged(own);
    const sources = origins.flatMap(origin => found.get(key(origin)) ?? []);
    const joined = sources.map(hit => identified(hit.source, claimsIn(hit.source, fields, interest)));
    return merged(joined.some(({claims}) => claims.length) ? joined : own);
  });
}

const key = ({index, id}: Origin): string => `${index} ${id}`;

/** An audit event says more than fields that were looked up one by one. */
function identified(document: unknown, otherwise: readonly Claim[]): Identified {
  const recorded = readRecord(document);
  if (!recorded) return {claims: otherwise};
  const {event} = recorded;
  return {claims: [claimOf(event)], ...(isWhole(event) && {events: [event]})};
}

const hasId = ({claims}: Identified): boolean => claims.some(claim => claim.auditId !== undefined);

function merged(all: readonly Identified[]): Identified {
  const events = all.flatMap(one => one.events ?? []);
  return {claims: all.flatMap(one => one.claims), ...(events.length && {events})};
}

/** The audit events behind an alert, as evidence may hold them. */
export const evidenceEvents = ({events = []}: Identified) => events.map(withoutSecrets);

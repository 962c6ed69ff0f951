import type {Interest, Investigation} from '../source.js';
import {narrowedBy} from '../store/config.js';
import {identityQuery} from '../store/identity-query.js';
import type {Hit} from '../store/store.js';
import type {Records} from './records.js';

/** Where a record is, as people search for it. */
export const refOf = ({index, id}: Hit): string => `${index}/${id}`;

/** What an explanation looks for, in the form of what polls look for. */
export const interestIn = ({auditIds, token}: Investigation): Interest => ({
  has: (id: string) => auditIds.includes(id),
  auditIds: () => [...auditIds],
  tokens: () => [token],
});

/** The stored records of an attack. */
export async function recordsOf(records: Records, about: Investigation, signal: AbortSignal): Promise<Hit[]> {
  const {store, config, ever, paths} = records;
  const filter = [identityQuery(await paths.at(ever, signal), interestIn(about)), ...narrowedBy(config.query)];
  return store.search(ever, {query: {bool: {filter}}, size: 50, track_total_hits: false}, signal);
}

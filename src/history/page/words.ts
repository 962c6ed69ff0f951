import type {Place} from '../store/store.js';
import type {Cell, Slot} from './trend.js';

/** `2026-12-20 02:17 UTC`. */
export const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The id of a run: its uid without when it began. */
export const idOf = (uid: string): string => uid.slice(uid.lastIndexOf(' ') + 1);

/** A cluster as `history list` names it. */
export const placeName = ({fleet, cluster}: Pick<Place, 'fleet' | 'cluster'>): string =>
  [fleet, cluster].filter(Boolean).join('/');

/** A cell in words: `missed, in quarantine: no rule fired`. */
export function cellText({ending, attempts, quarantined, cause}: Cell): string {
  const same = attempts.every(verdict => verdict === attempts[0]);
  const told = same ? `in ${attempts.length} of ${attempts.length} attempts` : `(${attempts.join(', then ')})`;
  const tries = attempts.length > 1 ? ` ${told}` : '';
  return `${ending}${tries}${quarantined ? ', in quarantine' : ''}${cause === null ? '' : `: ${cause}`}`;
}

/** A column in words: when, and which run, or how many nights had none. */
export function slotText({at, run, missing}: Slot): string {
  if (!run) return `${missing === 1 ? 'a night' : `${missing} nights`} without a run from ${day(at)} on`;
  return `${minute(at)}, run ${idOf(run.uid)}${run.outcome === 'finished' ? '' : `, ${run.outcome}`}`;
}

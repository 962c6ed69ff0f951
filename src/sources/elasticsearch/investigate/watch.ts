import {tellsOf} from '../../record/progress.js';
import {readRecord} from '../../record/read.js';
import type {Explanation, Investigation} from '../../source.js';
import type {Hit} from '../../store/store.js';
import {newestRecord} from '../check.js';
import type {Records} from '../records.js';
import {timeOf} from '../signal.js';
import {arrivedLate} from './late.js';

/** How often, and how many times, a store that seems to lack a record is looked at again before it is said why. */
const LOOK_AGAIN_MS = 2000;
const LOOKS = 4;
/** How long it is watched in all. */
export const WATCHED_MS = LOOKS * LOOK_AGAIN_MS;

/** The newest record of a store, and the moment that it tells of. */
export interface Newest {
  hit: Hit;
  time?: string;
}

/** What a store showed while it was watched. */
export interface Watched {
  /** The record of the attack came: everything else is beside the point. */
  late?: Explanation;
  /** The newest record at the first look and at the last one. */
  first?: Newest;
  last?: Newest;
}

/** Watches the store, once an investigation: later callers get the same answer. */
export type Watch = (signal: AbortSignal) => Promise<Watched>;

/** Watches when it is first asked to. */
export function watching(records: Records, about: Investigation): Watch {
  let watched: Promise<Watched> | undefined;
  return signal => {
    watched ??= watch(records, about, signal);
    return watched;
  };
}

/**
 * One look shows what is old; a second one tells a shipper that is behind from one that has stopped; and only the last
 * one tells a record that is late from one that does not come. Each asks for the attack's record after the newest one,
 * so that what came between the two questions is not taken for another's.
 */
async function watch(records: Records, about: Investigation, signal: AbortSignal): Promise<Watched> {
  const first = await newestOf(records, signal);
  let last = first;
  for (let look = 0; look < LOOKS; look++) {
    await records.context.clock.sleep(LOOK_AGAIN_MS, signal);
    last = (await newestOf(records, signal)) ?? last;
    const late = await arrivedLate(records, about, signal);
    if (late) return {late};
  }
  return {...(first && {first}), ...(last && {last})};
}

/** The newest record as of now; undefined when there is none. */
export async function newestOf(records: Records, signal: AbortSignal): Promise<Newest | undefined> {
  const hit = await newestRecord(records, signal);
  if (!hit) return undefined;
  const {event, time: field} = records.config;
  const time = tellsOf(readRecord(hit.source, event)?.event, timeOf(hit, field));
  return {hit, ...(time !== undefined && {time})};
}

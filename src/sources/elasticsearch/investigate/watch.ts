import {lookAgain, type Watched} from '../../kit/look-again.js';
import {tellsOf} from '../../record/progress.js';
import {readRecord} from '../../record/read.js';
import type {Investigation} from '../../source.js';
import type {Hit} from '../../store/store.js';
import {newestRecord} from '../check.js';
import type {Records} from '../records.js';
import {timeOf} from '../signal.js';
import {arrivedLate} from './late.js';

/** The newest record of a store, and the moment that it tells of. */
export interface Newest {
  hit: Hit;
  time?: string;
}

/** Watches the store, once an investigation: later callers get the same answer. */
export type Watch = (signal: AbortSignal) => Promise<Watched<Newest>>;

/** Watches when it is first asked to. */
export function watching(records: Records, about: Investigation): Watch {
  let watched: Promise<Watched<Newest>> | undefined;
  return signal => {
    const questions = {
      newest: () => newestOf(records, signal),
      late: () => arrivedLate(records, about, signal),
    };
    watched ??= lookAgain(questions, records.context.clock, signal);
    return watched;
  };
}

/** The newest record as of now; undefined when there is none. */
export async function newestOf(records: Records, signal: AbortSignal): Promise<Newest | undefined> {
  const hit = await newestRecord(records, signal);
  if (!hit) return undefined;
  const {event, time: field} = records.config;
  const time = tellsOf(readRecord(hit.source, event)?.event, timeOf(hit, field));
  return {hit, ...(time !== undefined && {time})};
}

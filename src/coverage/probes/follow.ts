import type {Clock} from '../../lib/clock.js';
import {messageOf} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import type {LogPlace, LogRecord} from '../../sources/logs/place.js';
import type {InStore} from '../observation.js';
import type {Marker} from './marker.js';

/** A store that is asked for markers until all are there or the time is over. */
export interface Following {
  place: LogPlace;
  marker: Marker;
  /** Whether nothing more is waited for. */
  done(seen: ReadonlyMap<number, number>): boolean;
  /** Milliseconds from `begun` on. */
  withinMs: number;
  /** Settles when everything was written, or could not be: the time counts from then. */
  begun: Promise<unknown>;
  clock: Clock;
  signal: AbortSignal;
  /** Hears every record. */
  onRecord?: (record: LogRecord) => void;
}

/** The shortest time between two questions, whatever the stack file says. */
const LEAST_PAUSE_MS = 100;

/**
 * Asks a store again and again. A question that fails is asked again; only where the last one failed is it unknown what
 * is there. When all have come it is asked once more, because what a shipper repeats comes soon after.
 */
export async function follow(following: Following): Promise<InStore> {
  const {place, clock, signal, withinMs, marker, begun} = following;
  const pauseMs = Math.max(LEAST_PAUSE_MS, place.everyMs);
  let deadline = Number.POSITIVE_INFINITY;
  let written = false;
  // The writer reports a failure; here it only ends the waiting.
  begun.then(
    () => {
      written = true;
      deadline = clock.now() + withinMs;
    },
    () => {
      deadline = clock.now();
    },
  );
  const tally = new Tally();
  let unknown: string | undefined;
  const ask = async () => {
    try {
      const records = await place.find(marker.word, signal);
      unknown = undefined;
      for (const record of records) {
        tally.take(marker.numbersIn(record.text), clock.now());
        following.onRecord?.(record);
      }
    } catch (error) {
      signal.throwIfAborted();
      unknown = messageOf(error);
    }
  };
  await until(ask, {
    ...{clock, signal, pauses: pauseMs},
    enough: () => written && following.done(tally.seen),
    isPointless: () => clock.now() >= deadline,
  });
  const complete = following.done(tally.seen);
  if (complete) {
    await clock.sleep(pauseMs, signal);
    await ask();
  }
  const astray = complete || unknown !== undefined ? undefined : await astrayAt(place, marker, signal);
  return {
    source: place.id,
    where: place.where,
    seen: tally.seen,
    duplicates: tally.duplicates,
    ...(unknown !== undefined && !complete && {unknown}),
    ...(astray !== undefined && tally.seen.size === 0 && {astray}),
  };
}

/** Only an explanation: that it cannot be had changes nothing. */
async function astrayAt(place: LogPlace, marker: Marker, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await place.astray?.(marker.word, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** Counts markers as they come. */
export class Tally {
  readonly seen = new Map<number, number>();
  duplicates = 0;

  take(numbers: readonly number[], at: number): void {
    for (const number of numbers) {
      if (this.seen.has(number)) this.duplicates++;
      else this.seen.set(number, at);
    }
  }
}

import type {Clock} from '../../lib/clock.js';
import {until} from '../../lib/until.js';
import type {Explanation} from '../source.js';

/** How often, and how many times, a store that seems to lack something is looked at again before it is said why. */
const LOOK_AGAIN_MS = 2000;
const LOOKS = 4;
/** How long it is watched in all. */
export const WATCHED_MS = LOOKS * LOOK_AGAIN_MS;

/** What a store showed while it was watched. */
export interface Watched<T> {
  /** What was looked for came: everything else is beside the point. */
  late?: Explanation;
  /** What was newest at the first look and at the last one. */
  first?: T;
  last?: T;
}

/**
 * One look shows what is old; a second one tells a shipper that is behind from one that has stopped; and only the last
 * one tells what is late from what does not come. Each asks for the attack's own after the newest, so that what came
 * between the two questions is not taken for another's.
 */
export async function lookAgain<T>(
  {newest, late}: {newest: () => Promise<T | undefined>; late: () => Promise<Explanation | undefined>},
  clock: Clock,
  signal: AbortSignal,
): Promise<Watched<T>> {
  const first = await newest();
  let last = first;
  const look = async () => {
    last = (await newest()) ?? last;
    return late();
  };
  await clock.sleep(LOOK_AGAIN_MS, signal);
  const pauses = Array.from({length: LOOKS - 1}, () => LOOK_AGAIN_MS);
  const came = await until(look, {clock, signal, pauses, enough: found => found !== undefined});
  if (came) return {late: came};
  return {...(first !== undefined && {first}), ...(last !== undefined && {last})};
}

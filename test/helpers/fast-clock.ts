import type {Clock} from '../../src/lib/clock.js';
import {quickClock} from '../../src/lib/quick-clock.js';

/** SLAs of tests are short: on a busy machine a process gets a few milliseconds at a time, and not more is to count. */
const MOST_AT_ONCE_MS = 10;

/** A clock that runs this many times faster than the real one. */
export const fastClock = (factor: number): Clock => quickClock(factor, MOST_AT_ONCE_MS);

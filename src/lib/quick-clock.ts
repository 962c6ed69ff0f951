import {type Clock, realClock} from './clock.js';

/** A clock that runs this many times faster than the real one: what waits ten seconds waits one. Its wall clock is real. */
export const quickClock = (factor: number): Clock => ({
  now: () => realClock.now() * factor,
  wall: realClock.wall,
  sleep: (ms, signal) => realClock.sleep(ms / factor, signal),
});

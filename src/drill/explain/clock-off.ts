import {formatDuration} from '../../lib/duration.js';
import type {Source} from '../../sources/source.js';
import type {Finding} from './trace.js';

/** `the clock of alertmanager is 10 m 00 s behind ours`; undefined where it is not off, or does not show. */
export function clockOff({id, skewMs}: Source): string | undefined {
  const off = skewMs?.() ?? 0;
  if (off === 0) return undefined;
  return `the clock of ${id} is ${formatDuration(Math.abs(off))} ${off < 0 ? 'behind' : 'ahead of'} ours`;
}

/** Clocks that are off, as causes of a miss: what is dated outside of the run is not taken for the attack's. */
export const clocksOff = (sources: readonly Source[]): Finding[] =>
  sources.flatMap(source => {
    const off = clockOff(source);
    if (off === undefined) return [];
    const change = `set the clock of ${source.id} (NTP)`;
    return [{cause: off, change, proof: {skewMs: source.skewMs?.()}, by: `clock of ${source.id}`, nothingCame: false}];
  });

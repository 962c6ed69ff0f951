/** A stretch of a log that is asked about, by the events' own times in milliseconds; infinite where it is open. */
export interface Window {
  from: number;
  /** The first time that is no longer in it. */
  until: number;
  /** Events this long before it and behind it are read as well: correlations need them. */
  leadInMs: number;
}

/** All of a log. */
export const ALL: Window = {from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, leadInMs: 0};

/** Whether an event counts, is read for what others come to, or is passed over. */
export type Zone = 'inside' | 'around' | 'outside';

export function zoneOf(time: number, {from, until, leadInMs}: Window): Zone {
  if (time >= from && time < until) return 'inside';
  return time >= from - leadInMs && time < until + leadInMs ? 'around' : 'outside';
}

/** Whether a window leaves nothing out, so that no time has to be read. */
export const isOpen = ({from, until}: Window): boolean =>
  from === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY;

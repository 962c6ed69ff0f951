import {formatDuration} from '../lib/duration.js';
import {summedPhases} from '../view/timings.js';
import type {RunView} from '../view/view.js';

/** Where the time of a run went, as text: by the clock, and by phase of the scenarios; each absent when unknown. */
export interface TimeSpent {
  /** `cluster 12.9 s, preflight 0.9 s, scenarios 47.5 s, release 0.9 s` */
  run?: string;
  /** `set-up 3.1 s, attack 0.4 s, watch 9.0 s`: of all scenarios together, which run side by side. */
  scenarios?: string;
}

export function timeSpent(view: RunView): TimeSpent {
  const run = listed(view.ended?.timings ?? {});
  const scenarios = listed(summedPhases(view));
  return {...(run && {run}), ...(scenarios && {scenarios})};
}

const listed = (times: Record<string, number>): string =>
  Object.entries(times)
    .map(([name, ms]) => `${name} ${formatDuration(ms)}`)
    .join(', ');

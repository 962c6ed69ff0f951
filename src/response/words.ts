import {formatDuration} from '../lib/duration.js';
import type {Measure} from './measures.js';

/** `1m 12s`; `> 5m` for what did not happen in that time. */
export const measureText = (measure: Measure): string =>
  'ms' in measure ? formatDuration(measure.ms) : `> ${formatDuration(measure.beyondMs)}`;

import {formatDuration} from '../lib/duration.js';
import type {Preserved} from './evidence.js';
import type {Harm} from './harm.js';
import type {Measure, ResponseMeasures} from './measures.js';

/**
 * `1 m 12 s`; `1 m 12 s ± 2 s`; `1 m 12 s ± 14 s (unknown for 12 s)` where nobody could look; `1 m 12 s as accepted, 58 s
 * before it came`; `> 5 m` for what did not happen in that time.
 */
export function measureText(measure: Measure): string {
  if (!('ms' in measure)) return `> ${formatDuration(measure.beyondMs)}`;
  const {ms, earlierMs, unsureMs, unknownMs} = measure;
  const off = unsureMs === undefined ? '' : ` ± ${formatDuration(unsureMs)}`;
  const unknown = unknownMs === undefined ? '' : ` (unknown for ${formatDuration(unknownMs)})`;
  const accepted = earlierMs === undefined ? '' : ` as accepted, ${formatDuration(earlierMs)} before it came`;
  return formatDuration(ms) + off + unknown + accepted;
}

/** `4 m 2 s ± 2 s of 15 m by lead, late`. */
export function containmentText({contain, containment, containedBy}: ResponseMeasures): string {
  if (!contain) return '–';
  const isContained = 'ms' in contain;
  const by = isContained && containedBy.length ? ` by ${containedBy.join(', ')}` : '';
  return `${measureText(contain)} of ${formatDuration(contain.slaMs)}${by}${isContained ? TIMELY[containment ?? 'in time'] : ''}`;
}

const TIMELY = {'in time': '', late: ', late', 'not contained': '', unknown: ', not known whether late'} as const;

/** `bystander-shop in kd-1a2b3c was down for 12 s, by lead`. */
export function harmText({bystander, downMs, by, unsure}: Harm): string {
  const whom = by === undefined ? '' : `, by ${by}`;
  if (downMs) return `${bystander} was down for ${formatDuration(downMs)}${whom}`;
  return unsure ? `${bystander}: not known all the time` : `${bystander} was not harmed`;
}

/** `clusterrolebindings kd-1a2b3c-root: lost, deleted unread by lead`. */
export function evidenceText({object, state, by = 'somebody'}: Preserved): string {
  if (state === 'kept') return `${object}: kept, read by ${by}`;
  if (state === 'lost') return `${object}: lost, deleted unread by ${by}`;
  return `${object}: ${state === 'untouched' ? 'untouched' : 'not known'}`;
}

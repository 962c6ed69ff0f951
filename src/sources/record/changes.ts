import type {AuditEvent} from '../../audit/event.js';
import {type Difference, differences, differenceText} from './compare.js';
import type {RecordedEvent} from './read.js';
import {timeShift} from './shift.js';

/** At most this many differences are named; more of them only repeat what the first ones say. */
const NAMED = 6;
const KEEP = 'let rules read the names that records have, or let the shipper keep names and fields as they are';

/** What became of an event on its way, in words. */
export interface Changes {
  said: string;
  change: string;
  differences: readonly Difference[];
}

/**
 * What a rule on a record may trip over: names, values and the time that it got; undefined when nothing was changed.
 */
export function changesOf(
  event: AuditEvent,
  recorded: RecordedEvent,
  time: {name: string; value: string | undefined},
): Changes | undefined {
  const found = differences(event, recorded);
  const shift = timeShift(event, time);
  const names = found.length || recorded.truncated;
  if (!names && !shift) return undefined;
  const said = [
    ...(found.length ? [differenceText(found.slice(0, NAMED))] : []),
    ...(recorded.truncated ? ['it was cut off'] : []),
    ...(shift ? [shift.cause] : []),
  ];
  const change = [...(names ? [KEEP] : []), ...(shift ? [shift.change] : [])];
  return {said: said.join('; '), change: change.join('; '), differences: found};
}

import type {EventOf} from '../../events/events.js';

/**
 * Whether people contained an attack in time. Late by our own blindness is not late: where a check could not be read, and
 * the attack may have been contained in time meanwhile, nobody can say.
 */
export function containedHow({
  ttcMs,
  withinMs,
  unsureMs = 0,
  unknownMs,
}: Pick<EventOf<'scenario.contained'>, 'ttcMs' | 'withinMs' | 'unsureMs' | 'unknownMs'>):
  | 'in time'
  | 'late'
  | 'unknown' {
  if (ttcMs <= withinMs) return 'in time';
  return unknownMs !== undefined && ttcMs - unsureMs <= withinMs ? 'unknown' : 'late';
}

import {nextHint} from '../conductor/commands/answer.js';
import {COMMANDS} from '../conductor/commands/index.js';
import type {Exercise} from '../conductor/exercise.js';
import {refuse} from '../conductor/refused.js';
import type {Participant} from '../conductor/roster.js';

/**
 * What the next hint would cost, in points: people know it before they take it.
 *
 * @throws Refused: 403 for those who may take none, 409 where there is none, 422 for an unknown alert
 */
export function hintPrice(exercise: Exercise, person: Participant, alert: string | undefined): number {
  if (!COMMANDS.hint?.may(exercise.input.roster.roleOf(person)))
    throw refuse(403, 'not yours', {role: person.role, what: 'hint'});
  const hint = nextHint(exercise, alert);
  if (!hint) throw refuse(409, 'no hint');
  return hint.price;
}

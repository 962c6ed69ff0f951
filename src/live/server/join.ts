import {z} from 'zod';
import type {Secret} from '../../lib/secret.js';
import type {Exercise} from '../conductor/exercise.js';
import {notUnderstood} from '../conductor/not-understood.js';
import {personName} from '../conductor/people-text.js';
import {refuse} from '../conductor/refused.js';
import type {Participant} from '../conductor/roster.js';

const Join = z.strictObject({
  code: z.string().min(1).max(40),
  name: personName,
  via: z.enum(['web', 'terminal']).default('web'),
});

/** As many as a drill may have; a server that is open to a room is not open to the world. */
const MOST_PEOPLE = 500;

/**
 * Lets somebody join by the code of a role.
 *
 * @throws Refused: 403 for a wrong code, 409 for a role that is taken, 422 for what is not understood
 */
export function join<R extends {exercise: Exercise}>(
  rooms: readonly R[],
  input: unknown,
): {room: R; person: Participant; token: Secret} {
  const parsed = Join.safeParse(input);
  if (!parsed.success) throw notUnderstood(parsed.error, input);
  const {code, name, via} = parsed.data;
  // Every room is asked, so that time tells nothing.
  const found = rooms.flatMap(room => {
    const role = room.exercise.input.roster.roleFor(code);
    return role ? [{room, role}] : [];
  });
  const [opened] = found;
  if (!opened) throw refuse(403, 'wrong code');
  const {room, role} = opened;
  const {exercise} = room;
  const {roster} = exercise.input;
  const there = roster.inRole(role.id);
  if (role.max !== undefined && there.length >= role.max) {
    throw refuse(409, 'seat taken', {role: role.id, by: there.map(person => person.name).join(', ')});
  }
  if (roster.people.length >= MOST_PEOPLE) throw refuse(409, 'too many people', {most: MOST_PEOPLE});
  if (exercise.time.state === 'ended') throw refuse(409, 'over');
  const joined = roster.add(name, role.id, via);
  const {id: person} = joined.person;
  exercise.append({type: 'participant.joined', person, name: joined.person.name, role: role.id, via});
  return {room, ...joined};
}

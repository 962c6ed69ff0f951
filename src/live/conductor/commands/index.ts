import type {Asking} from '../../../events/events.js';
import {dictionary} from '../../../lib/json/dictionary.js';
import type {Exercise} from '../exercise.js';
import {notUnderstood} from '../not-understood.js';
import {refuse} from '../refused.js';
import type {Participant} from '../roster.js';
import {ACCEPT} from './accept.js';
import {ANSWER} from './answer.js';
import {type Command, isThere} from './command.js';
import {LABS} from './labs.js';
import {OBSERVE} from './observe.js';
import {PACE} from './pace.js';
import {RESPOND} from './respond.js';
import {STEER} from './steer.js';
import {TABLE} from './table.js';
import {TEACH} from './teach.js';

/** Everything that people may do, by name. Keys, buttons and docs are made from it. */
export const COMMANDS: Readonly<Record<string, Command>> = dictionary({
  ...STEER,
  ...ACCEPT,
  ...RESPOND,
  ...ANSWER,
  ...OBSERVE,
  ...TEACH,
  ...LABS,
  ...PACE,
  ...TABLE,
});

/**
 * Does what somebody asks for.
 *
 * @param asking the command's own id: the log keeps it, so that after a restart it is known to be done; and when the
 * person says to have done it, where that was before
 * @returns the `seq` of every event that it led to at once
 * @throws Refused with the reason
 */
export async function obey(
  exercise: Exercise,
  person: Participant,
  name: string,
  input: unknown,
  asking: Asking = {},
): Promise<number[]> {
  const command = COMMANDS[name];
  if (!command) throw refuse(422, 'no such thing', {what: name.slice(0, 40)});
  const role = exercise.input.roster.roleOf(person);
  if (!isThere(command, exercise)) throw refuse(409, 'no table');
  if (!command.may(role)) throw refuse(403, 'not yours', {role: role.id, what: name});
  const during = command.during ?? (['waiting', 'running', 'paused'] as const);
  const {state} = exercise.time;
  if (!during.some(one => one === state)) throw refuse(409, NOT_NOW[state]);
  const parsed = command.schema.safeParse(input);
  if (!parsed.success) throw notUnderstood(parsed.error, input);
  const {log} = exercise.input;
  const before = log.length;
  await log.during(asking, () => command.apply({exercise, person, role}, parsed.data));
  return Array.from(log.from(before), ({seq}) => seq);
}

const NOT_NOW = {
  waiting: 'not begun',
  running: 'running',
  paused: 'paused',
  ended: 'over',
} as const;

import type {z} from 'zod';
import type {Duty} from '../../../scenario/exercise/people.js';
import type {RefusalCode} from '../../../view/live/told/refusals.js';
import type {Exercise} from '../exercise.js';
import {type Refused, refuse} from '../refused.js';
import type {LiveRole} from '../roles.js';
import type {Participant} from '../roster.js';
import type {ClockState} from '../state/drill-time.js';

/** Who does it, and in what. */
export interface Acting {
  exercise: Exercise;
  person: Participant;
  role: LiveRole;
}

/** Something that people may do. */
export interface Command<S extends z.ZodType = z.ZodType> {
  /** For the list of keys and buttons. */
  title: string;
  may: (role: LiveRole) => boolean;
  /** Only around a table; only where commands can be tried there. Absent: in every drill. */
  at?: 'table' | 'cluster to try';
  /** Absent: whenever the drill is not over. */
  during?: readonly ClockState[];
  schema: S;
  apply: (acting: Acting, input: z.output<S>) => void | Promise<void>;
}

export const command = <S extends z.ZodType>(definition: Command<S>): Command => definition as unknown as Command;

/** Whether there is such a thing to do in this drill. */
export const isThere = ({at}: Pick<Command, 'at'>, {input: {table}}: Exercise): boolean =>
  at === undefined || (table !== undefined && (at === 'table' || table.input.whatIf !== undefined));

export const controls = ({kind}: LiveRole): boolean => kind === 'controls';
export const staff = ({kind}: LiveRole): boolean => kind === 'controls' || kind === 'observes';
export const players = ({kind}: LiveRole): boolean => kind === 'responds';
export const anybody = ({kind}: LiveRole): boolean => kind !== 'board';
/** Who responds, and is entrusted with it. */
export const trusted =
  (duty: Duty) =>
  ({kind, can}: LiveRole): boolean =>
    kind === 'responds' && can.includes(duty);

/** The name by which others know somebody; what is no person is what it is, such as `clock`. */
export const nameOf = (exercise: Exercise, by: string): string => exercise.input.roster.byId(by)?.name ?? by;

/** Refused because somebody, or something, was first. */
export function tooLate(
  exercise: Exercise,
  code: RefusalCode,
  id: string,
  {by, at}: {by: string; at: string},
): Refused {
  const name = nameOf(exercise, by);
  return refuse(409, code, {id, by: name, time: at.slice(11, 19)}, {by: name, at});
}

export const unknown = (what: string, id: string): Refused => refuse(422, 'unknown', {what, id});

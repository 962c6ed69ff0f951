import {z} from 'zod';
import type {Exercise} from '../exercise.js';
import {lines} from '../people-text.js';
import {refuse} from '../refused.js';
import {type Command, command, staff, unknown} from './command.js';
import {stepOf} from './respond.js';

/** What observers do. */
export const OBSERVE: Record<string, Command> = {
  observe: command({
    title: 'write down what you saw, and rate it',
    may: staff,
    during: ['waiting', 'running', 'paused', 'ended'],
    schema: z.strictObject({
      ...{objective: z.string().optional(), task: z.string().optional(), inject: z.string().optional()},
      rating: z.enum(['P', 'S', 'M', 'U']).optional(),
      text: lines(4000).or(z.literal('')).default(''),
      amends: z.string().optional(),
    }),
    apply: ({exercise, person}, {amends, objective, task, inject, rating, text}) => {
      if (!text && rating === undefined) throw refuse(422, 'say or rate');
      refuseUnknown(exercise, {objective, task, inject});
      const before = exercise.view.observations.find(({id}) => id === amends);
      if (amends !== undefined && before?.person !== person.id) throw refuse(403, 'own observation');
      exercise.append({
        type: 'observation.made',
        ...{id: exercise.nextId('observation.made', 'OB'), t: exercise.t, person: person.id, text},
        ...(objective !== undefined && {objective}),
        ...(task !== undefined && {task}),
        ...(inject !== undefined && {inject}),
        ...(rating !== undefined && {rating}),
        ...(amends !== undefined && {amends}),
      });
    },
  }),
  confirm: command({
    title: 'say whether a step of a procedure was done',
    may: staff,
    during: ['running', 'paused', 'ended'],
    schema: z.strictObject({procedure: z.string(), step: z.string(), done: z.boolean()}),
    apply: ({exercise, person}, {procedure, step, done}) => {
      stepOf(exercise, procedure, step);
      exercise.append({type: 'procedure.confirmed', ...{procedure, step, t: exercise.t, person: person.id, done}});
    },
  }),
};

/** @throws Refused where the drill has no such objective, task or inject */
function refuseUnknown(
  {view, script}: Exercise,
  about: {objective?: string | undefined; task?: string | undefined; inject?: string | undefined},
): void {
  const {objectives = []} = view.opened ?? {};
  const known = {
    objective: objectives.map(({id}) => id),
    task: objectives.flatMap(({tasks}) => tasks.map(({id}) => id)),
    inject: script.map(({id}) => id),
  };
  for (const what of ['objective', 'task', 'inject'] as const) {
    const id = about[what];
    if (id !== undefined && !known[what].includes(id)) throw unknown(what, id);
  }
}

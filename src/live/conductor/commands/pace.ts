import {z} from 'zod';
import {line} from '../people-text.js';
import {refuse} from '../refused.js';
import {whenDue} from '../script-runner.js';
import {upNext} from '../up-next.js';
import {type Command, command, controls} from './command.js';
import {injectOf} from './steer.js';

/** How a facilitator goes through a script by hand. */
export const PACE: Record<string, Command> = {
  next: command({
    title: 'deliver what comes next in the script',
    may: controls,
    during: ['running'],
    schema: z.strictObject({}),
    apply: ({exercise, person}) => {
      const [inject] = upNext(exercise.script, exercise.course, exercise.scriptState, exercise.t);
      if (!inject) throw refuse(409, 'nothing left');
      exercise.deliver(inject, person.id, whenDue(inject, exercise.course, exercise.scriptState)?.at);
    },
  }),
  jump: command({
    title: 'go on at a later inject; those before it are left out',
    may: controls,
    during: ['running'],
    schema: z.strictObject({inject: line(20)}),
    apply: ({exercise, person}, {inject: id}) => {
      const inject = injectOf(exercise, id);
      const before = upNext(exercise.script, exercise.course, exercise.scriptState, exercise.t);
      const place = before.indexOf(inject);
      for (const skipped of place < 0 ? [] : before.slice(0, place)) {
        const reason = `jumped to ${id}`;
        exercise.append({type: 'inject.skipped', inject: skipped.id, t: exercise.t, by: person.id, reason});
      }
      exercise.deliver(inject, person.id, whenDue(inject, exercise.course, exercise.scriptState)?.at);
    },
  }),
};

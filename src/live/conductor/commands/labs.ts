import {z} from 'zod';
import {line} from '../people-text.js';
import {type Acting, type Command, command, unknown} from './command.js';

/** What a solved lab is worth, and what a hint costs. */
export const LAB_POINTS = {solved: 10, hint: 2};

/** How often a learner has taken a hint of a lab, as far as it was reported. */
const hintsOf = ({exercise, person}: Acting, lab: string): number =>
  exercise.input.log.events.filter(
    event =>
      event.type === 'team.progressed' && event.what === 'hint' && event.team === person.id && event.level === lab,
  ).length;

/** What learners do whose checks are collected. */
export const LABS: Record<string, Command> = {
  'report-lab': command({
    title: 'report what a check of a lab came to',
    may: ({part}) => part === 'learner',
    during: ['running', 'paused'],
    schema: z.strictObject({
      lab: line(100),
      solved: z.boolean(),
      broken: line(40),
      hints: z.int().min(0).max(3).default(0),
    }),
    apply: (acting, {lab, solved, broken, hints}) => {
      const {exercise, person} = acting;
      const {workshop} = exercise.view;
      const team = workshop?.teams[person.id];
      if (!workshop?.levels.some(({id}) => id === lab)) throw unknown('lab', lab);
      const {t} = exercise;
      const tell = (what: 'opened' | 'hint' | 'checked' | 'solved', more: {points?: number; reason?: string} = {}) =>
        exercise.append({type: 'team.progressed', team: person.id, what, t, level: lab, ...more});
      if (team?.opened[lab] === undefined) tell('opened');
      for (let taken = hintsOf(acting, lab); taken < hints; taken++) tell('hint', {points: -LAB_POINTS.hint});
      if (!solved) tell('checked', {reason: broken});
      else if (team?.solved[lab] === undefined)
        exercise.append({
          ...{type: 'team.progressed', team: person.id, what: 'solved', t, level: lab, task: lab},
          points: LAB_POINTS.solved,
        });
    },
  }),
};

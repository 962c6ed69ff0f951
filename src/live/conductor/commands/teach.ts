import {z} from 'zod';
import {formatDuration, milliseconds} from '../../../lib/duration.js';
import {Duration} from '../../../scenario/steps/step-parts.js';
import {line} from '../people-text.js';
import {refuse} from '../refused.js';
import {MOST_LONGER_MS, type Teaching} from '../teaching.js';
import {type Acting, type Command, command} from './command.js';

const team = line(40);

/** Done for a team that there is. */
function forTeam({exercise}: Acting, id: string): Teaching {
  const {teaching} = exercise.input;
  if (!teaching?.teams.includes(id)) throw refuse(422, 'unknown', {what: 'team', id});
  return teaching;
}

const trainers: Command['may'] = ({part}) => part === 'trainer';

/** What trainers do for teams, and what teams ask of trainers. */
export const TEACH: Record<string, Command> = {
  reset: command({
    title: 'let a team begin its open attacks anew, on a cluster as it was at first',
    may: trainers,
    during: ['running', 'paused'],
    schema: z.strictObject({team}),
    apply: (acting, input) => forTeam(acting, input.team).reset(input.team, acting.person.name),
  }),
  'move-on': command({
    title: 'open the next level of a team',
    may: trainers,
    during: ['running'],
    schema: z.strictObject({team}),
    apply: (acting, input) => forTeam(acting, input.team).moveOn(input.team, acting.person.name),
  }),
  'give-hint': command({
    title: 'give a team its next hint, at no price',
    may: trainers,
    during: ['running', 'paused'],
    schema: z.strictObject({team}),
    apply: (acting, input) => forTeam(acting, input.team).giveHint(input.team, acting.person.name),
  }),
  award: command({
    title: 'give a team points, or take some',
    may: trainers,
    schema: z.strictObject({team, points: z.int().min(-1000).max(1000), reason: line(200)}),
    apply: (acting, {team: id, points, reason}) => forTeam(acting, id).award(id, points, reason, acting.person.name),
  }),
  helped: command({
    title: 'take note that somebody has been to a team',
    may: trainers,
    schema: z.strictObject({team}),
    apply: (acting, input) => forTeam(acting, input.team).helped(input.team, acting.person.name),
  }),
  freeze: command({
    title: 'let the board stand still, or go on',
    may: trainers,
    during: ['waiting', 'running', 'paused', 'ended'],
    schema: z.strictObject({frozen: z.boolean()}),
    apply: ({exercise, person}, {frozen}) => {
      if ((exercise.view.workshop?.frozenT !== undefined) === frozen)
        throw refuse(409, frozen ? 'frozen' : 'not frozen');
      exercise.append({type: 'board.frozen', frozen, t: exercise.t, by: person.id});
    },
  }),
  prolong: command({
    title: 'let the workshop take longer than was planned',
    may: trainers,
    during: ['waiting', 'running', 'paused'],
    schema: z.strictObject({by: Duration.default('10m')}),
    apply: ({exercise, person}, {by}) => {
      const {workshop} = exercise.view;
      const byMs = milliseconds(by);
      if (!workshop || workshop.layout === 'labs') throw refuse(409, 'own machines');
      if (workshop.prolongedMs + byMs > MOST_LONGER_MS)
        throw refuse(409, 'long enough', {most: formatDuration(MOST_LONGER_MS)});
      exercise.append({type: 'time.prolonged', byMs, t: exercise.t, by: person.id});
    },
  }),
  help: command({
    title: 'call the trainer',
    may: ({part}) => part === 'student',
    schema: z.strictObject({}),
    apply: ({exercise, person}) => {
      if (exercise.view.lessons?.helpT !== undefined) throw refuse(409, 'called');
      exercise.append({type: 'help.asked', t: exercise.t, person: person.id});
    },
  }),
};

import {z} from 'zod';
import {milliseconds} from '../../../lib/duration.js';
import {Duration} from '../../../scenario/steps/step-parts.js';
import type {Exercise} from '../exercise.js';
import {line, lines} from '../people-text.js';
import {refuse} from '../refused.js';
import {whenDue} from '../script-runner.js';
import {type Acting, type Command, command, controls, tooLate, unknown} from './command.js';

const reason = line(300);

/** What a facilitator does. */
export const STEER: Record<string, Command> = {
  start: command({
    title: 'start the drill',
    may: controls,
    during: ['waiting'],
    schema: z.strictObject({anyway: z.boolean().default(false)}),
    apply: ({exercise, person}, {anyway}) => {
      if (!exercise.input.control.turns.isOpen) throw refuse(409, 'not ready');
      const missing = rolesMissing(exercise);
      if (missing.length && !anyway) throw refuse(409, 'nobody for', {roles: missing.join(', ')});
      exercise.start(person.id);
    },
  }),
  pause: command({
    title: 'hold the clock of people',
    may: controls,
    during: ['running'],
    schema: z.strictObject({reason: reason.optional()}),
    apply: ({exercise, person}, input) => exercise.pause(person.id, input.reason),
  }),
  resume: command({
    title: 'let the clock run on',
    may: controls,
    during: ['paused'],
    schema: z.strictObject({}),
    apply: ({exercise, person}) => exercise.resume(person.id),
  }),
  end: command({
    title: 'end the drill',
    may: controls,
    schema: z.strictObject({reason: reason.optional()}),
    apply: ({exercise, person}, input) => exercise.end(person.id, input.reason),
  }),
  finish: command({
    title: 'close the room, after the hot wash',
    may: controls,
    during: ['ended'],
    schema: z.strictObject({}),
    apply: ({exercise}) => exercise.finish(),
  }),
  deliver: command({
    title: 'deliver an inject now',
    may: controls,
    during: ['running', 'paused'],
    schema: z.strictObject({inject: z.string()}),
    apply: ({exercise, person}, {inject}) => {
      const found = injectOf(exercise, inject);
      const due = whenDue(found, exercise.course, exercise.scriptState);
      exercise.deliver(found, person.id, due?.at);
    },
  }),
  hold: command({
    title: 'hold an inject back',
    may: controls,
    during: ['running', 'paused'],
    schema: z.strictObject({inject: z.string(), for: Duration.default('5m')}),
    apply: ({exercise, person}, {inject, for: span}) => {
      const {id} = injectOf(exercise, inject);
      const due = whenDue(injectOf(exercise, inject), exercise.course, exercise.scriptState);
      const until = Math.max(exercise.t, due?.at ?? 0) + milliseconds(span);
      exercise.append({type: 'inject.held', inject: id, t: exercise.t, by: person.id, until});
    },
  }),
  skip: command({
    title: 'leave an inject out',
    may: controls,
    during: ['running', 'paused'],
    schema: z.strictObject({inject: z.string(), reason}),
    apply: ({exercise, person}, {inject, reason: why}) => {
      const {id} = injectOf(exercise, inject);
      exercise.append({type: 'inject.skipped', inject: id, t: exercise.t, by: person.id, reason: why});
    },
  }),
  attack: command({
    title: 'start an attack now',
    may: controls,
    during: ['running'],
    schema: z.strictObject({scenario: z.string()}),
    apply: ({exercise, person}, {scenario}) => {
      const inject = exercise.script.find(one => one.attack === scenario);
      if (!inject) throw unknown('attack', scenario);
      exercise.deliver(injectOf(exercise, inject.id), person.id);
    },
  }),
  extend: command({
    title: 'give people more time for an attack',
    may: controls,
    during: ['running', 'paused'],
    schema: z.strictObject({scenario: z.string(), by: Duration.default('5m')}),
    apply: ({exercise, person}, {scenario, by}) => {
      const byMs = milliseconds(by);
      attacked(exercise, scenario);
      exercise.input.control.leeway.extend(scenario, byMs);
      exercise.append({type: 'response.extended', scenario, byMs, t: exercise.t, by: person.id});
    },
  }),
  close: command({
    title: 'close an attack: nobody is to contain it any longer',
    may: controls,
    during: ['running', 'paused'],
    schema: z.strictObject({scenario: z.string(), reason: reason.default('closed by the facilitator')}),
    apply: ({exercise, person}, {scenario, reason: why}) => {
      attacked(exercise, scenario);
      exercise.input.control.leeway.close(scenario);
      exercise.append({type: 'response.closed', scenario, t: exercise.t, by: person.id, reason: why});
    },
  }),
  message: command({
    title: 'send a message to roles',
    may: controls,
    schema: z.strictObject({to: z.array(z.string()).max(20).default([]), text: lines(4000)}),
    apply: ({exercise, person}, {to, text}) => {
      const {roster, teaching} = exercise.input;
      const roles = [...roster.roles.map(({id}) => id), ...(teaching?.teams ?? [])];
      const wrong = to.find(id => !roles.includes(id));
      if (wrong !== undefined) throw unknown('role', wrong);
      exercise.append({
        ...{type: 'message.sent', id: exercise.nextId('message.sent', 'M')},
        ...{t: exercise.t, by: person.id, to, text},
      });
    },
  }),
  reveal: command({
    title: 'close a question and tell its answer',
    may: controls,
    during: ['running', 'paused'],
    schema: z.strictObject({question: z.string()}),
    apply: ({exercise, person}, {question}) => {
      const {answer} = exercise.questions.get(question) ?? {};
      if (!exercise.view.questions[question]) throw unknown('open question', question);
      const told = answer === undefined ? 'there is no right answer' : answerWords(exercise, answer);
      exercise.append({
        type: 'question.answered',
        ...{question, t: exercise.t, person: person.id, answer: told, state: 'closed', points: 0, triesLeft: 0},
      });
    },
  }),
  remove: command({
    title: 'end the part of somebody',
    may: controls,
    schema: z.strictObject({person: z.string(), reason}),
    apply: ({exercise, person: acting}, {person, reason: why}) => {
      if (person === acting.id) throw refuse(409, 'own part');
      if (!exercise.input.roster.byId(person)) throw unknown('participant', person);
      exercise.input.roster.remove(person);
      exercise.append({type: 'participant.changed', person, state: 'removed', by: acting.id, reason: why});
    },
  }),
  merge: command({
    title: 'make one of two who are the same person',
    may: controls,
    schema: z.strictObject({person: z.string(), into: z.string()}),
    apply: ({exercise, person: acting}, {person, into}) => {
      const {roster} = exercise.input;
      const [one, other] = [person, into].map(id => {
        const found = roster.byId(id);
        if (!found || found.isRemoved) throw unknown('participant', id);
        return found;
      });
      if (person === into) throw refuse(409, 'one already');
      if (one?.role !== other?.role) throw refuse(409, 'other roles', {one: one?.name ?? '', other: other?.name ?? ''});
      roster.merge(person, into);
      exercise.append({type: 'participant.changed', person, state: 'removed', into, by: acting.id});
    },
  }),
  unseal: command({
    title: 'show everybody the script',
    may: controls,
    schema: z.strictObject({}),
    apply: ({exercise, person}) => {
      if (exercise.view.isUnsealed) throw refuse(409, 'unsealed');
      exercise.append({type: 'script.unsealed', by: person.id, t: exercise.t});
    },
  }),
};

/** An inject that nobody has delivered or left out yet: who comes second hears who was first. */
export function injectOf(exercise: Acting['exercise'], id: string) {
  const inject = exercise.script.find(one => one.id === id);
  if (!inject) throw unknown('inject', id);
  const {injects, skipped} = exercise.view;
  const delivered = injects[id]?.delivered;
  if (delivered) throw tooLate(exercise, 'delivered', id, delivered);
  const left = skipped[id];
  if (left) throw tooLate(exercise, 'left out', id, left);
  return inject;
}

function attacked({input, course}: Exercise, scenario: string): void {
  if (!input.drill.scenarios.includes(scenario)) throw unknown('attack', scenario);
  if (course.since('attacked', scenario) === undefined) throw refuse(409, 'not attacked', {id: scenario});
}

/** Roles with fewer people than they need; a role whose backup is there is stood in for. */
export function rolesMissing({input: {roster}}: Exercise): string[] {
  const isMissing = (id: string, min: number) => roster.inRole(id).length < min;
  return roster.roles
    .filter(({id, min, backup}) => isMissing(id, min) && (backup === undefined || isMissing(backup, 1)))
    .map(({id}) => id);
}

function answerWords(exercise: Exercise, answer: NonNullable<Parameters<typeof rightWords>[0]>): string {
  return rightWords(answer).replaceAll(
    /\{\{\s*([\w:-]+)\s*\}\}/g,
    (_, name: string) => exercise.named(name) ?? 'not known',
  );
}

const rightWords = (answer: {match: string} | {oneOf: string[]} | {number: number}): string =>
  'match' in answer ? answer.match : 'oneOf' in answer ? answer.oneOf.join(' or ') : String(answer.number);

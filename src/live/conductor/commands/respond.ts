import {z} from 'zod';
import {SEVERITIES} from '../../../events/words.js';
import {milliseconds} from '../../../lib/duration.js';
import {STATEMENTS} from '../../../scenario/exercise/script.js';
import type {Exercise} from '../exercise.js';
import {line, lines} from '../people-text.js';
import {refuse} from '../refused.js';
import {type Acting, anybody, type Command, command, players, tooLate, trusted, unknown} from './command.js';

/** What people who respond do. */
export const RESPOND: Record<string, Command> = {
  acknowledge: command({
    title: 'take an alert',
    may: trusted('acknowledge'),
    schema: z.strictObject({alert: line(200)}),
    apply: ({exercise, person}, {alert}) => {
      const known = exercise.view.alerts[alert];
      if (known?.taken) {
        throw tooLate(exercise, 'taken', alert, {by: known.taken.name ?? 'somebody', at: known.taken.at});
      }
      const answers = exercise.input.control.acknowledge(alert, person.name);
      if (!answers.length) throw unknown('alert', alert);
      const refused = answers.every(({counted}) => !counted) ? answers[0]?.reason : undefined;
      if (refused !== undefined) throw refuse(409, 'not counted', {why: refused});
    },
  }),
  declare: command({
    title: 'declare an incident',
    may: trusted('declare'),
    schema: z.strictObject({
      severity: z.enum(SEVERITIES),
      alerts: z.array(line(20)).max(50).default([]),
      summary: lines(2000),
    }),
    apply: ({exercise, person}, {severity, alerts, summary}) => {
      const wrong = alerts.find(alert => !exercise.view.alerts[alert]);
      if (wrong !== undefined) throw unknown('alert', wrong);
      const incident = exercise.nextId('incident.declared', 'INC-');
      exercise.append({
        type: 'incident.declared',
        ...{incident, severity, t: exercise.t, person: person.id, alerts, summary},
      });
    },
  }),
  state: command({
    title: 'state that you are aware, have classified, or find it material',
    may: role => trusted('declare')(role) || trusted('decide')(role),
    schema: z.strictObject({what: z.enum(STATEMENTS)}),
    apply: ({exercise, person}, {what}) => {
      const before = exercise.view.stated.find(stated => stated.what === what);
      if (before) throw tooLate(exercise, 'stated', what, {by: before.person, at: before.at});
      const {t} = exercise;
      const starts = exercise.input.drill.clocks
        .filter(clock => clock.starts.decision === what)
        .map(({id, due, scale}) => ({clock: id, dueT: Math.round(t + milliseconds(due) / scale)}));
      exercise.append({type: 'team.stated', what, t, person: person.id, starts});
    },
  }),
  notify: command({
    title: 'send a notification that a law demands',
    may: trusted('notify'),
    schema: z.strictObject({clock: z.string(), fields: z.record(line(60), lines(2000))}),
    apply: ({exercise, person}, {clock: id, fields}) => {
      const clock = exercise.input.drill.clocks.find(one => one.id === id);
      if (!clock) throw unknown('notification', id);
      const before = exercise.view.notices.find(sent => sent.clock === id);
      if (before) throw tooLate(exercise, 'sent', id, {by: before.person, at: before.at});
      const started = exercise.view.stated.find(({what}) => what === clock.starts.decision);
      const missing = clock.fields.filter(field => fields[field] === undefined);
      const inTime = started && exercise.t - started.t <= milliseconds(clock.due) / clock.scale;
      exercise.append({
        type: 'notice.sent',
        ...{clock: id, t: exercise.t, person: person.id, fields, missing},
        ...(inTime !== undefined && {inTime}),
      });
    },
  }),
  note: command({
    title: 'write a note',
    may: anybody,
    schema: z.strictObject({text: lines(4000), staff: z.boolean().default(false), amends: z.string().optional()}),
    apply: ({exercise, person, role}, {text, staff, amends}) => {
      if (amends !== undefined && writerOf(exercise, amends) !== person.id) {
        throw refuse(403, 'own note');
      }
      const visibility = staff && role.kind !== 'responds' ? 'staff' : 'team';
      const note = {
        id: exercise.nextId('note.written', 'N'),
        t: exercise.t,
        person: person.id,
        text,
        visibility,
      } as const;
      exercise.append({type: 'note.written', ...note, ...(amends !== undefined && {amends})});
    },
  }),
  tick: command({
    title: 'tick a step of a procedure',
    may: players,
    schema: z.strictObject({procedure: z.string(), step: z.string()}),
    apply: ({exercise, person}, {procedure, step}) => {
      stepOf(exercise, procedure, step);
      const before = exercise.view.ticked.find(t => t.procedure === procedure && t.step === step);
      if (before) throw tooLate(exercise, 'ticked', step, {by: before.person, at: before.at});
      exercise.append({type: 'procedure.ticked', procedure, step, t: exercise.t, person: person.id});
    },
  }),
  read: command({
    title: 'mark an inject as read',
    may: players,
    schema: z.strictObject({inject: z.string()}),
    apply: ({exercise, person, role}, {inject}) => {
      const known = exercise.view.injects[inject];
      if (!known || (known.delivered.to.length && !known.delivered.to.includes(role.id)))
        throw unknown('inject', inject);
      if (known.readBy.includes(person.id)) return;
      exercise.append({type: 'inject.read', inject, person: person.id, t: exercise.t});
    },
  }),
  survey: command({
    title: 'answer a question of the hot wash, without your name',
    may: anybody,
    during: ['waiting', 'running', 'paused', 'ended'],
    schema: z.strictObject({
      question: line(200),
      score: z.int().min(1).max(5).optional(),
      text: lines(2000).or(z.literal('')).default(''),
    }),
    apply: ({exercise}, {question, score, text}) => {
      exercise.append({type: 'survey.answered', t: exercise.t, question, text, ...(score !== undefined && {score})});
    },
  }),
  improve: command({
    title: 'propose an improvement',
    may: anybody,
    during: ['waiting', 'running', 'paused', 'ended'],
    schema: z.strictObject({
      text: lines(1000),
      owner: line(100).optional(),
      due: z.iso.date().optional(),
      objective: z.string().optional(),
    }),
    apply: ({exercise, person}, {text, owner, due, objective}) => {
      exercise.append({
        type: 'improvement.proposed',
        ...{id: exercise.nextId('improvement.proposed', 'IP'), t: exercise.t, person: person.id, text},
        ...(owner !== undefined && {owner}),
        ...(due !== undefined && {due}),
        ...(objective !== undefined && {objective}),
      });
    },
  }),
};

/** @throws Refused where no procedure of this drill has the step */
export function stepOf({view}: Acting['exercise'], procedure: string, step: string): void {
  const found = view.opened?.procedures.find(({id}) => id === procedure);
  if (!found?.steps.some(({id}) => id === step)) throw unknown('step', `${procedure}/${step}`);
}

/** Who wrote a note that nobody has corrected yet. */
function writerOf({input: {log}}: Exercise, note: string): string | undefined {
  let writer: string | undefined;
  for (const event of log.from(0)) {
    if (event.type !== 'note.written') continue;
    if (event.id === note) writer = event.person;
    if (event.amends === note) return undefined;
  }
  return writer;
}

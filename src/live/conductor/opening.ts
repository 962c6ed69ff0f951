import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import type {EventOf} from '../../events/events.js';
import type {AskedQuestion, LiveEventTypes, PlannedInject} from '../../events/live.js';
import {milliseconds} from '../../lib/duration.js';
import {type Text, textIn} from '../../scenario/exercise/people.js';
import type {Inject, Question} from '../../scenario/exercise/script.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {triggerWords} from '../../scenario/msel/trigger.js';
import type {LoadedProcedure} from '../../scenario/procedures/load.js';
import {dueInGerman} from '../../scenario/words/due-in-german.js';
import {tellingIn} from '../../view/live/words.js';
import type {LiveRole} from './roles.js';

/** What an exercise is made from. */
export interface Opening {
  drill: LoadedDrill;
  kind: EventOf<'exercise.opened'>['kind'];
  language: string;
  roles: readonly LiveRole[];
  script: readonly Inject[];
  procedures: readonly LoadedProcedure[];
  /** What the last run of this drill left open. */
  openActions: readonly string[];
}

/** What everybody may know from the start. */
export function openedFact({drill, kind, language, roles, procedures}: Opening): LiveEventTypes['exercise.opened'] {
  const {title, briefing, objectives, pace, respond, clocks} = drill;
  const text = (value: Text) => textIn(value, language);
  return {
    ...{kind, title, language, acknowledgeMs: milliseconds(respond.acknowledge), pace: pace.by},
    briefing: {
      text: briefing ? text(briefing.text) : drill.description,
      rules: briefing?.rules.map(text) ?? [],
      stopWord: briefing?.stopWord ?? 'STOP DRILL',
    },
    roles: roles.flatMap(({kind: part, id, duties, can, min, max, backup}) =>
      part === 'board'
        ? []
        : [
            {
              id,
              kind: part,
              duties: duties.map(text),
              can,
              min,
              ...(max !== undefined && {max}),
              ...(backup !== undefined && {backup}),
            },
          ],
    ),
    objectives: objectives.map(({id, text: words, csf, tasks}) => ({
      ...{id, text: text(words), tasks: tasks.map(task => ({id: task.id, text: text(task.text)}))},
      ...(csf !== undefined && {csf}),
    })),
    procedures: procedures.map(({id, title: name, owner, steps}) => ({
      ...{id, title: text(name), owner},
      steps: steps.map(step => ({
        id: step.id,
        text: text(step.text),
        ...(step.role !== undefined && {role: step.role}),
      })),
    })),
    clocks: clocks.map(({id, title: name, due, scale, fields, to}) => ({
      ...{id, title: text(name ?? id), dueMs: milliseconds(due) / scale, fields, to: text(to)},
    })),
    ...(pace.length !== undefined && {lengthMs: milliseconds(pace.length)}),
    ...(pace.story && {story: pace.story}),
  };
}

/** The sealed part. */
export function scriptFact({drill, script, language, openActions}: Opening): LiveEventTypes['script.loaded'] {
  return {
    injects: script.map(inject => plannedInject(inject, language)),
    questions: drill.questions.map(question => askedQuestion(question, language)),
    hints: Object.entries(drill.hints).flatMap(([scenario, hints]) =>
      hints.map(({after, price, text}, index) => ({
        ...{id: `${scenario}/${index + 1}`, scenario, afterMs: milliseconds(after), price},
        text: textIn(text, language),
      })),
    ),
    clocks: drill.clocks.map(({id, starts}) => ({id, starts: starts.decision})),
    ...(openActions.length > 0 && {openActions: [...openActions]}),
    sha256: createHash('sha256').update(readFileSync(drill.file)).digest('hex'),
  };
}

/** A question as people see it. */
export function askedQuestion(question: Question, language: string): AskedQuestion {
  const {id, text, to, points, tries, choose, rationale, within} = question;
  return {
    ...{id, text: textIn(text, language), to, points, tries, rationale},
    ...(choose && {choose: choose.map(option => ({id: option.id, text: textIn(option.text, language)}))}),
    ...(within !== undefined && {withinMs: milliseconds(within)}),
  };
}

function plannedInject(inject: Inject, language: string): PlannedInject {
  const {id, title, at, attack, ask, text, to, from, via, kind, expect, notes, objectives} = inject;
  return {
    ...{
      id,
      title: title === undefined ? defaultTitle(inject, language) : textIn(title, language),
      due: language === 'de' ? dueInGerman(inject) : triggerWords(inject),
      to,
      via,
      kind,
      objectives,
    },
    ...(at !== undefined && {at: milliseconds(at)}),
    ...(attack !== undefined && {attack}),
    ...(ask !== undefined && {ask}),
    ...(text !== undefined && {text: textIn(text, language)}),
    ...(from !== undefined && {from: textIn(from, language)}),
    ...(expect !== undefined && {expect: textIn(expect, language)}),
    ...(notes !== undefined && {notes: textIn(notes, language)}),
  };
}

function defaultTitle({attack, ask, text}: Inject, language: string): string {
  if (attack !== undefined) return attack;
  if (ask !== undefined) return tellingIn(language).question(ask);
  const words = text === undefined ? '' : textIn(text, language);
  return words.length > 60 ? `${words.slice(0, 57)}…` : words;
}

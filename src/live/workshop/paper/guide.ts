import type {LevelWords} from '../../../events/workshop.js';
import {formatDuration, milliseconds} from '../../../lib/duration.js';
import {type Block, type Document, list, paragraph, type Section} from '../../../report/document/document.js';
import {containmentOf} from '../../../scenario/containment.js';
import {checkText} from '../../../scenario/describe.js';
import type {Scenario} from '../../../scenario/schema.js';
import {attacksOf, toldIn, type WorkshopMaterial} from './material.js';

/** What a level takes whose scenario does not say how long people have, in milliseconds: half of it is a good plan. */
const USUAL_MS = 15 * 60_000;

/** The trainer's guide: timings, what happens, solutions, what to talk about. Students must not see it. */
export function guide(material: WorkshopMaterial): Document {
  const {drill, levels} = material;
  const title = `${drill.title}: trainer’s guide`;
  return {
    ...{title, name: title, mark: 'WORKSHOP · for the trainer alone'},
    head: [paragraph(drill.description.trim())],
    sections: [
      plan(material),
      ...levels.map((level, index) => levelSection(material, level, index)),
      afterwards(material),
    ],
  };
}

/** What a level is likely to take: half of what its attacks give people, and five minutes to talk. */
export function plannedMs(level: LevelWords, scenarios: readonly Scenario[]): number {
  const attacks = attacksOf(level, scenarios).map(({respond}) => {
    const within = respond?.contain.within;
    return within === undefined ? USUAL_MS : milliseconds(within);
  });
  return attacks.reduce((sum, ms) => sum + ms / 2, 0) + 5 * 60_000;
}

function plan({levels, scenarios}: WorkshopMaterial): Section {
  let at = 15 * 60_000;
  const rows = levels.map(level => {
    const ms = plannedMs(level, scenarios);
    const begins = at;
    at += ms;
    const points = level.tasks.reduce((sum, task) => sum + task.points, 0);
    return [{strong: level.id}, level.title, formatDuration(begins), formatDuration(ms), String(points)];
  });
  return {
    title: '1 The plan',
    blocks: [
      list([
        'Fifteen minutes first: who is in which team, everybody has joined, one kubectl get ns together, and what the stop word means.',
        'Watch the trainer’s screen: those who call and those who are stuck stand first. A free hint is better than a quarter of an hour of silence.',
        'Freeze the board ten minutes before the end, and let it go on when everybody looks at it.',
        `All in all ${formatDuration(at + 15 * 60_000)}, with fifteen minutes at the end to talk about it.`,
      ]),
      {kind: 'table', head: ['', 'level', 'from', 'planned', 'points'], rows, numeric: [4]},
    ],
  };
}

function levelSection(material: WorkshopMaterial, level: LevelWords, index: number): Section {
  const {scenarios} = material;
  const needs = level.needs.map(({level: id, points}) =>
    points === undefined ? `all of ${id}` : `${points} points in ${id}`,
  );
  const rows = level.tasks.map(task => [{strong: task.id}, task.text, solution(material, task), String(task.points)]);
  return {
    title: `${index + 2} ${level.id} ${level.title}`,
    blocks: [
      ...(level.text === undefined ? [] : [paragraph(level.text)]),
      paragraph(needs.length ? `It opens by ${needs.join(' and ')}.` : 'It is open from the start.'),
      {kind: 'table', head: ['', 'task', 'solved when', 'points'], rows, numeric: [3]},
      ...attacksOf(level, scenarios).map((scenario): Block => attack(material, scenario)),
    ],
  };
}

function solution({drill, scenarios}: WorkshopMaterial, {kind, of}: LevelWords['tasks'][number]): string {
  if (kind === 'acknowledged') return `the alert of ${of} is taken`;
  if (kind === 'answered') {
    const answer = drill.questions.find(({id}) => id === of)?.answer;
    if (!answer) return 'anything is answered';
    return 'match' in answer ? answer.match : 'oneOf' in answer ? answer.oneOf.join(' or ') : String(answer.number);
  }
  const scenario = scenarios.find(({id}) => id === of);
  return scenario ? containmentOf(scenario).map(checkText).join('; ') : of;
}

function attack(material: WorkshopMaterial, {id, title, description, prevent, respond, references}: Scenario): Block {
  const {drill, procedures} = material;
  const text = toldIn(material);
  const procedure = procedures.find(one => one.id === respond?.procedure);
  const hints = (drill.hints[id] ?? []).map(({price, text: words}) => `${text(words)} (${price} points)`);
  return {
    ...{kind: 'part', title: `${text(title)} (${id})`},
    blocks: [
      paragraph(description.trim()),
      ...(procedure ? [paragraph('How it is solved:'), list(procedure.steps.map(step => text(step.text)))] : []),
      ...(hints.length ? [paragraph('Hints, in this order:'), list(hints)] : []),
      paragraph('To talk about:'),
      list([
        `What would have prevented it? ${prevent.trim()}`,
        'What did the audit log show, and what would it not have shown with another policy?',
        'Who would have to be told, in your place, and by when?',
        ...references.map(url => ({url})),
      ]),
    ],
  };
}

function afterwards({levels}: WorkshopMaterial): Section {
  return {
    title: `${levels.length + 2} Afterwards`,
    blocks: [
      list([
        'The folder of the workshop has a certificate for each team, and the log and the folder of each team: kubedrill report FOLDER --format aar makes an after-action report of one.',
        'Ask everybody for one thing that they will change at work on Monday.',
      ]),
    ],
  };
}

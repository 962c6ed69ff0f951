import type {LevelWords} from '../../../events/workshop.js';
import {formatDuration, milliseconds} from '../../../lib/duration.js';
import {type Block, type Document, list, paragraph, type Section} from '../../../report/document/document.js';
import {containmentOf} from '../../../scenario/containment.js';
import {checkText} from '../../../scenario/describe.js';
import type {Scenario} from '../../../scenario/schema.js';
import {attacksOf, toldIn, type WorkshopMaterial} from './material.js';
import {paperWords} from './words.js';

/** What a level takes whose scenario does not say how long people have, in milliseconds: half of it is a good plan. */
const USUAL_MS = 15 * 60_000;

/** The trainer's guide: timings, what happens, solutions, what to talk about. Students must not see it. */
export function guide(material: WorkshopMaterial): Document {
  const {drill, levels} = material;
  const words = paperWords(material.language).guide;
  const title = words.title(drill.title);
  return {
    ...{title, name: title, mark: words.mark, language: material.language},
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

function plan({levels, scenarios, language}: WorkshopMaterial): Section {
  const words = paperWords(language).guide;
  let at = 15 * 60_000;
  const rows = levels.map(level => {
    const ms = plannedMs(level, scenarios);
    const begins = at;
    at += ms;
    const points = level.tasks.reduce((sum, task) => sum + task.points, 0);
    return [{strong: level.id}, level.title, formatDuration(begins), formatDuration(ms), String(points)];
  });
  return {
    title: `1 ${words.plan}`,
    blocks: [
      list(words.steps(formatDuration(at + 15 * 60_000))),
      {kind: 'table', head: words.planHead, rows, numeric: [4]},
    ],
  };
}

function levelSection(material: WorkshopMaterial, level: LevelWords, index: number): Section {
  const {scenarios} = material;
  const words = paperWords(material.language).guide;
  const needs = level.needs.map(({level: id, points}) =>
    points === undefined ? words.all(id) : words.some(points, id),
  );
  const rows = level.tasks.map(task => [{strong: task.id}, task.text, solution(material, task), String(task.points)]);
  return {
    title: `${index + 2} ${level.id} ${level.title}`,
    blocks: [
      ...(level.text === undefined ? [] : [paragraph(level.text)]),
      paragraph(words.opens(needs)),
      {kind: 'table', head: words.taskHead, rows, numeric: [3]},
      ...attacksOf(level, scenarios).map((scenario): Block => attack(material, scenario)),
    ],
  };
}

function solution({drill, scenarios, language}: WorkshopMaterial, {kind, of}: LevelWords['tasks'][number]): string {
  const words = paperWords(language).guide;
  if (kind === 'acknowledged') return words.taken(of);
  if (kind === 'answered') {
    const answer = drill.questions.find(({id}) => id === of)?.answer;
    if (!answer) return words.anything;
    return 'match' in answer ? answer.match : 'oneOf' in answer ? answer.oneOf.join(words.or) : String(answer.number);
  }
  const scenario = scenarios.find(({id}) => id === of);
  return scenario ? containmentOf(scenario).map(checkText).join('; ') : of;
}

function attack(material: WorkshopMaterial, {id, title, description, prevent, respond, references}: Scenario): Block {
  const {drill, procedures} = material;
  const text = toldIn(material);
  const words = paperWords(material.language).guide;
  const procedure = procedures.find(one => one.id === respond?.procedure);
  const hints = (drill.hints[id] ?? []).map(({price, text: said}) => words.hint(text(said), price));
  return {
    ...{kind: 'part', title: `${text(title)} (${id})`},
    blocks: [
      paragraph(description.trim()),
      ...(procedure ? [paragraph(words.how), list(procedure.steps.map(step => text(step.text)))] : []),
      ...(hints.length ? [paragraph(words.hints), list(hints)] : []),
      paragraph(words.talk),
      list([words.prevented(prevent.trim()), ...words.questions, ...references.map(url => ({url}))]),
    ],
  };
}

function afterwards({levels, language}: WorkshopMaterial): Section {
  const words = paperWords(language).guide;
  return {title: `${levels.length + 2} ${words.afterwards}`, blocks: [list(words.last)]};
}

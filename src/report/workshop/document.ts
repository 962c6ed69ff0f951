import {formatDuration} from '../../lib/duration.js';
import {clockTime} from '../../view/stage-times.js';
import {type Document, list, paragraph, type Section, type Text} from '../document/document.js';
import type {WorkshopRecord} from './record.js';
import {type WorkshopReportWords, wordsOf} from './words.js';

const rounded = (ms: number): string => formatDuration(Math.round(ms / 1000) * 1000);

/** The report of a workshop: what it was, how each team stands, how long each task took, with how much help. */
export function workshopDocument(record: WorkshopRecord, name: string): Document {
  const {view, workshop, tookMs, teams, tasks} = record;
  const words = wordsOf(view.opened.language);
  const length = rounded(tookMs);
  const sentence =
    workshop.layout === 'labs'
      ? words.labs(teams.length, workshop.levels.length, length)
      : words.sentence(teams.length, workshop.levels.length, tasks.length, length);
  const failed = teams.flatMap(({team}) => (team.failed === undefined ? [] : [words.failed(team.name, team.failed)]));
  return {
    ...{title: words.of(view.opened.title), name: words.of(view.opened.title), mark: words.mark},
    language: view.opened.language,
    head: [paragraph(sentence), ...(record.isOver ? [] : [paragraph(words.running)])],
    sections: [
      {title: words.standings, blocks: [standingsOf(record, words), ...(failed.length ? [list(failed)] : [])]},
      {title: words.matrix, blocks: [paragraph(words.matrixText), matrixOf(record, words)]},
      {title: words.levels, blocks: [tasksTable(record, words)]},
      factsOf(record, words),
      ...(workshop.layout === 'labs' ? [] : [afterwards(record, name, words)]),
    ],
  };
}

type Blocks = Section['blocks'][number];

function standingsOf({teams, tasks, workshop}: WorkshopRecord, {head, none}: WorkshopReportWords): Blocks {
  return {
    kind: 'table',
    head: [head.place, head.team, head.points, head.levels, head.tasks, head.hints, head.wrong, head.anew, head.people],
    rows: teams.map(({team, place, levels}): Text[] => [
      ...[String(place), {strong: team.name}, String(team.points), `${levels} / ${workshop.levels.length}`],
      `${Object.keys(team.solved).length} / ${tasks.length}`,
      team.hints ? `${team.hints}${team.hintPoints ? ` (−${team.hintPoints})` : ''}` : none,
      ...[team.wrong, team.resets].map(count => (count ? String(count) : none)),
      String(team.people),
    ]),
    numeric: [0, 2, 3, 4, 5, 6, 7, 8],
  };
}

function matrixOf({teams, tasks}: WorkshopRecord, {head, none, open}: WorkshopReportWords): Blocks {
  return {
    kind: 'table',
    head: [head.team, ...tasks.map(({id}) => id)],
    rows: teams.map(({team, cells}): Text[] => [
      {strong: team.name},
      ...cells.map(({state, ms = 0}) => (state === 'solved' ? clockTime(ms) : state === 'open' ? open(ms) : none)),
    ]),
    numeric: tasks.map((_, index) => index + 1),
  };
}

function tasksTable({teams, tasks, workshop}: WorkshopRecord, {head, none}: WorkshopReportWords): Blocks {
  const titles = new Map(workshop.levels.map(({id, title}) => [id, title]));
  return {
    kind: 'table',
    head: [head.level, head.task, '', head.points, head.solved, head.median, head.fastest],
    rows: tasks.map(({id, level, text, points, solved, medianMs, first}): Text[] => [
      ...[titles.get(level) ?? level, {strong: id}, text, String(points), `${solved} / ${teams.length}`],
      medianMs === undefined ? none : clockTime(medianMs),
      first ? `${first.team.name} (${clockTime(first.t)})` : none,
    ]),
    numeric: [3, 4, 5],
  };
}

function factsOf(
  {workshop, date, people, view}: WorkshopRecord,
  {facts, layouts, setting}: WorkshopReportWords,
): Section {
  const {lengthMs, prolongedMs, layout} = workshop;
  const {state, reason} = view.clock;
  const known: [string, string | undefined][] = [
    [facts.date, `${date.slice(0, 16).replace('T', ' ')} UTC`],
    [facts.layout, layouts[layout]],
    [facts.length, lengthMs ? formatDuration(lengthMs) : undefined],
    [facts.longer, prolongedMs ? formatDuration(prolongedMs) : undefined],
    [facts.people, String(people)],
    [facts.ended, state === 'ended' ? reason : undefined],
  ];
  return {
    title: setting,
    blocks: [{kind: 'facts', facts: known.flatMap(([name, text]) => (text === undefined ? [] : [{name, text}]))}],
  };
}

const afterwards = ({teams}: WorkshopRecord, name: string, words: WorkshopReportWords): Section => ({
  title: words.afterwards,
  blocks: [
    paragraph(words.afterwardsText),
    list([{code: `kubedrill report ${name}/teams/${teams[0]?.team.id ?? 'TEAM'} --format aar`}]),
  ],
});

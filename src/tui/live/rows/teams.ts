import {printable} from '../../../lib/text/printable.js';
import {byNeed, type Cell, type TeamRow, taskHeads, teamRows} from '../../../view/live/matrix.js';
import type {WorkshopView} from '../../../view/live/workshop.js';
import {clockTime} from '../../../view/stage-times.js';
import {left, right, widthOf} from '../../../view/text.js';
import {type Line, line, type Span, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {title, wrapped} from './parts.js';
import {type Group, MARK, type Row} from './rows.js';

type Known = Pick<LiveContext, 'view' | 't' | 'symbols' | 'words'>;

/** Columns of the matrix: points and state keep their place, names and tasks share the rest. */
const [POINTS, STATE, NAME] = [7, 24, 12];
/** A task with its time, with its mark alone, and how wide the mark of a level is. */
const [TIMED, MARKED] = [9, 2];

/** How the tasks of a matrix stand: each with its time, each as a mark, or how many of a level are solved. */
interface Columns {
  name: number;
  tasks: 'timed' | 'marked' | 'summed';
  width: number;
}

/** What fits beside names, points and states. @param width without the marker of a row */
function columnsOf({levels, teams}: WorkshopView, width: number): Columns {
  const count = levels.reduce((sum, {tasks}) => sum + tasks.length, 0);
  const longest = Math.max(6, ...Object.values(teams).map(({name}) => widthOf(name)));
  const name = Math.min(longest, NAME) + 1;
  const room = width - name - POINTS - STATE;
  if (count * TIMED <= room) return {name, tasks: 'timed', width: count * TIMED};
  if (count * MARKED + levels.length <= room) return {name, tasks: 'marked', width: count * MARKED + levels.length};
  return {name, tasks: 'summed', width: Math.min(8, Math.max(0, room))};
}

/** Every team, those first who need somebody. */
export function teamsGroup(context: Known): Group {
  const {workshop} = context.view;
  const {words} = context;
  const rows = workshop ? byNeed(teamRows(workshop, context.t)) : [];
  return {
    title: words.workshop.title,
    note: '',
    rows: workshop ? rows.map(row => rowOf(row, workshop, context)) : [],
    empty: words.none,
  };
}

/** How many teams need somebody now. */
export const teamsInNeed = ({view, t}: Pick<Known, 'view' | 't'>): number =>
  view.workshop ? teamRows(view.workshop, t).filter(({needsHelp}) => needsHelp).length : 0;

/** The names of the columns. */
export function teamsHead({view: {workshop}, words: {workshop: said}, symbols}: Known, width: number): Line {
  if (!workshop) return [];
  const columns = columnsOf(workshop, width - MARK);
  const tasks = {
    timed: workshop.levels.flatMap(({tasks}) => tasks.map(({id}) => left(id, TIMED, symbols.ellipsis))).join(''),
    marked: workshop.levels.map(({id, tasks}) => `${left(id, tasks.length * MARKED, symbols.ellipsis)} `).join(''),
    summed: left('', columns.width),
  }[columns.tasks];
  return [
    span(`   ${left(said.team, columns.name)}${tasks}${right(said.points, POINTS - 1)} `, 'muted'),
    span(said.state, 'muted'),
  ];
}

const rowOf = (row: TeamRow, workshop: WorkshopView, context: Known): Row => ({
  key: `team:${row.team.id}`,
  line: width => teamLine(row, workshop, context, width),
});

function teamLine(row: TeamRow, workshop: WorkshopView, context: Known, width: number): Line {
  const {symbols} = context;
  const columns = columnsOf(workshop, width);
  const {name, points} = row.team;
  return [
    span(left(printable(name), columns.name, symbols.ellipsis)),
    ...cellsOf(row, workshop, columns, context),
    span(`${right(`${points}`, POINTS - 1)} `, 'plain', true),
    stateOf(row, context),
  ];
}

function cellsOf(
  {cells}: TeamRow,
  {levels}: WorkshopView,
  {tasks, width}: Columns,
  {symbols}: Pick<Known, 'symbols'>,
): Span[] {
  if (tasks === 'summed') {
    const solved = cells.filter(({state}) => state === 'solved').length;
    return [span(left(width < 5 ? '' : `${solved}/${cells.length}`, width))];
  }
  const marks = {solved: symbols.ok, open: symbols.selected, closed: symbols.none};
  const look = ({state, ms}: Cell): Span => {
    const time = ms === undefined ? '' : clockTime(ms);
    const text = tasks === 'timed' ? left(`${marks[state]} ${time}`, TIMED) : left(marks[state], MARKED);
    return span(text, state === 'solved' ? 'ok' : state === 'open' ? 'waiting' : 'muted');
  };
  if (tasks === 'timed') return cells.map(look);
  let from = 0;
  return levels.flatMap(level => {
    const own = cells.slice(from, from + level.tasks.length);
    from += level.tasks.length;
    return [...own.map(look), span(' ')];
  });
}

/** How it goes for a team, in words; a mark where somebody should go there. */
function stateOf({team, stuck, isFinished}: TeamRow, {view, symbols, words: {workshop: said}}: Known): Span {
  const flag = `${symbols.warning} `;
  if (team.failed !== undefined) return span(`${symbols.missed} ${said.failed}`, 'missed', true);
  if (team.helpT !== undefined) return span(flag + said.calls(clockTime(team.helpT)), 'late', true);
  if (stuck) return span(flag + said.stuck[stuck], 'late', true);
  if (isFinished) return span(`${symbols.ok} ${said.finished}`, 'ok');
  if (!team.isReady && view.clock.state !== 'ended') return span(`${symbols.running} ${said.starting}`, 'waiting');
  return span(`  ${said.ok}`, 'muted');
}

/** Everything about one team: what it has done, and task by task how it stands beside the others. */
export function teamDetail(id: string, context: Known, width: number): Line[] {
  const {view, t, symbols, words} = context;
  const {workshop} = view;
  const row = workshop && teamRows(workshop, t).find(({team}) => team.id === id);
  if (!workshop || !row) return [];
  const said = words.workshop;
  const {name, points, people, hints, hintPoints, wrong, resets, checked, failed} = row.team;
  const facts = [
    `${points} ${said.points}`,
    ...(workshop.layout === 'labs' ? [] : [said.people(people)]),
    ...(checked ? [said.checked(checked.level, checked.at)] : []),
    ...(hints ? [said.hints(hints, hintPoints)] : []),
    ...(wrong ? [said.wrong(wrong)] : []),
    ...(resets ? [said.resets(resets)] : []),
  ];
  const medians = new Map(taskHeads(workshop).map(({id: task, medianMs}) => [task, medianMs]));
  const tasks = workshop.levels.flatMap(level => level.tasks.map(task => ({task, level})));
  return [
    [
      ...title(printable(name)),
      span('  '),
      stateOf(row, context),
      span(`  ${facts.join(` ${symbols.dot} `)}`, 'muted'),
    ],
    ...(failed === undefined ? [] : wrapped(failed, width, 'missed')),
    ...tasks.map(({task, level}, place): Line => {
      const cell = row.cells[place];
      const median = medians.get(task.id);
      return [
        span(` ${left(task.id, 6, symbols.ellipsis)}`, 'muted'),
        span(left(taskState(cell, said), 20)),
        span(left(median === undefined ? said.nobody : said.median(clockTime(median)), 15), 'muted'),
        span(` ${task.text === level.title ? level.title : `${level.title}: ${task.text}`}`, 'muted'),
      ];
    }),
    line(''),
  ];
}

function taskState(cell: Cell | undefined, said: Known['words']['workshop']): string {
  if (cell?.ms === undefined) return said.closed;
  return cell.state === 'solved' ? said.solvedAfter(clockTime(cell.ms)) : said.openFor(clockTime(cell.ms));
}

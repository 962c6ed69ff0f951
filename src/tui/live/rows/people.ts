import {printable} from '../../../lib/text/printable.js';
import type {PersonView} from '../../../view/live/view.js';
import {clockTime} from '../../../view/stage-times.js';
import {left} from '../../../view/text.js';
import {type Line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {missingRoles} from './known.js';
import {title, when, wrapped} from './parts.js';
import type {Group, Row} from './rows.js';

type Known = Pick<LiveContext, 'view' | 'lastDid' | 'ascii' | 'wallNow' | 'symbols' | 'words'>;

const NAME = 9;
const ROLE = 11;

/** Who is there, and who is missing. */
export function peopleGroup(context: Known): Group {
  const {people: said} = context.words;
  const people = Object.values(context.view.people).filter(({state, role}) => state !== 'removed' && role !== 'board');
  const there = people.filter(({state}) => state === 'online').length;
  return {
    title: said.title,
    note: said.note(there, people.length),
    rows: [
      ...missingRoles(context.view).map(role => ({key: `role:${role}`, line: () => missingLine(role, context)})),
      ...people.map((person): Row => ({key: `person:${person.id}`, line: () => personLine(person, context)})),
    ],
    empty: said.empty,
  };
}

const missingLine = (role: string, {symbols, words}: Known): Line => [
  span(`${symbols.warning} `, 'late', true),
  span(left(words.nobody, NAME)),
  span(` ${left(role, ROLE)}`),
  span(` ${words.people.needed}`),
];

function personLine({id, name, role, state, since}: PersonView, {lastDid, ascii, wallNow, words}: Known): Line {
  const isThere = state === 'online';
  const last = lastDid.get(id);
  const away = words.people.away(clockTime(wallNow - Date.parse(since)));
  return [
    span(`${isThere ? (ascii ? '*' : '●') : ascii ? 'o' : '○'} `, isThere ? 'plain' : 'muted'),
    span(left(printable(name), NAME)),
    span(` ${left(role, ROLE)} `, 'muted'),
    span(isThere ? (last?.text ?? '') : away, isThere ? 'muted' : 'plain'),
  ];
}

/** Everything about one person. */
export function personDetail(
  id: string,
  {view, lastDid, told, words}: Known & Pick<LiveContext, 'told'>,
  width: number,
): Line[] {
  const person = view.people[id];
  if (!person) return [];
  const duties = view.opened?.roles.find(role => role.id === person.role)?.duties ?? [];
  const last = lastDid.get(id);
  return [
    title(`${person.name}, ${person.role}`),
    ...duties.flatMap(duty => wrapped(duty, width, 'muted')),
    ...(person.user === undefined ? [] : wrapped(words.people.account(person.user), width, 'muted')),
    ...(last ? [[span(` ${words.people.last} `), when(last.t), span(last.text)]] : []),
    ...told
      .filter(({text}) => text.includes(person.name))
      .slice(-20)
      .map(({t, text}): Line => [span(' '), when(t), span(text)]),
  ];
}

import {printable, printableText} from '../../../lib/text/printable.js';
import {nameIn, term} from '../../../view/live/told/telling.js';
import {clockTime} from '../../../view/stage-times.js';
import {left, wrapDocument} from '../../../view/text.js';
import {type Line, line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {title, when, wrapped} from './parts.js';
import type {Group} from './rows.js';

/** Evidence that somebody has found, the newest first. */
export const cardGroup = ({view, symbols, telling, words: {table}}: LiveContext): Group => ({
  title: table.cards,
  note: view.looks.length ? table.inVain(view.looks.filter(({card}) => card === undefined).length) : '',
  rows: view.cards.toReversed().map(({card, t, title: what, place}) => ({
    key: `card:${card}`,
    line: width => [
      when(t),
      span(`${left(card, 4)}`, 'plain', true),
      span(left(`${term(telling, place)}`, 16), 'muted'),
      span(left(printable(what), Math.max(1, width - 26), symbols.ellipsis)),
    ],
  })),
  empty: '',
});

/** What the team did about attacks, the newest first. */
export const deedGroup = ({view, symbols, telling, words: {table}}: LiveContext): Group => ({
  title: table.deeds,
  note: '',
  rows: view.actions.toReversed().map(({id, t, about, what, held, harmed}) => {
    const end = harmed.length ? table.harmed(harmed.length) : held.length ? table.held(held.length) : table.noEffect;
    return {
      key: `deed:${id}`,
      line: width => [
        when(t),
        span(left(about, 4), 'plain', true),
        span(left(printable(term(telling, what)), Math.max(1, width - 11 - end.length), symbols.ellipsis)),
        span(` ${end}`, harmed.length ? 'missed' : held.length ? 'ok' : 'muted'),
      ],
    };
  }),
  empty: '',
});

/** A card as it lies on the table. */
export function cardDetail(id: string, {view, telling}: LiveContext, width: number): Line[] {
  const one = view.cards.find(({card}) => card === id);
  if (!one) return [];
  const {card, title: what, text, recorded, person, t} = one;
  return [
    title(`${card} ${printable(what)}`),
    ...wrapped(telling.recorded(recorded), width, recorded.simulated ? 'late' : 'muted'),
    ...wrapped(`${nameIn(view, person)}, ${clockTime(t)}`, width, 'muted'),
    ...printableText(text)
      .split('\n')
      .flatMap(words => wrapDocument(words, width - 2).map(part => line(` ${part}`))),
  ];
}

/** What came of an action. */
export function deedDetail(id: string, {view, telling, words: {table}}: LiveContext, width: number): Line[] {
  const one = view.actions.find(action => action.id === id);
  if (!one) return [];
  const {about, what, how, said, held, open, harmed, person, t} = one;
  return [
    title(`${about}: ${printable(term(telling, what))}`),
    ...wrapped(
      `${nameIn(view, person)}, ${clockTime(t)}, ${how === 'tried' ? table.tried : table.declared}`,
      width,
      'muted',
    ),
    ...(said === undefined ? [] : wrapped(said, width)),
    ...(held.length ? held.flatMap(check => wrapped(table.holds(check), width, 'ok')) : wrapped(table.noEffect, width)),
    ...open.flatMap(check => wrapped(table.open(check), width, 'late')),
    ...harmed.flatMap(name => wrapped(table.harm(name), width, 'missed')),
  ];
}

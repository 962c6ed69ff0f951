import {printable} from '../../../lib/text/printable.js';
import {type Place, places} from '../../../view/live/matrix.js';
import {left, right} from '../../../view/text.js';
import {cutLine, type Line, line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';

/** A column of places, with the gap behind it. */
const [COLUMN, GAP] = [36, 2];

/** Every team with its points, from the first to the last; in columns beside each other where there are many. */
export function placeLines(context: LiveContext, {width, height}: {width: number; height: number}): Line[] {
  const {view, words, symbols} = context;
  const {workshop} = view;
  if (!workshop) return [];
  const rows = places(workshop);
  const message = view.messages.at(-1);
  const head = [
    ...(workshop.frozenT === undefined ? [] : [line(` ${words.workshop.frozenMeaning}`, 'late', true)]),
    ...(message ? [line(` ${message.text}`, 'plain', true)] : []),
    line(` ${words.workshop.place}`, 'plain', true),
  ];
  const room = Math.max(1, height - head.length);
  const most = Math.max(1, Math.floor((width + GAP) / (COLUMN + GAP)));
  const count = Math.min(most, Math.ceil(rows.length / room));
  const own = Math.floor((width - GAP * (count - 1)) / count);
  const each = Math.ceil(rows.length / count);
  const lines = Array.from({length: Math.min(each, room)}, (_, row) =>
    Array.from({length: count}, (__, column): Line => {
      const place = rows[column * each + row];
      const gap = column ? [span(' '.repeat(GAP))] : [];
      return place ? [...gap, ...placeLine(place, context, own)] : gap;
    }).flat(),
  );
  return [...head, ...lines].map(spans => cutLine(spans, width, symbols.ellipsis));
}

function placeLine({place, team, level, share}: Place, {ascii, symbols}: LiveContext, width: number): Line {
  const name = Math.min(20, Math.max(8, width - 18));
  const bar = Math.max(0, Math.min(40, width - name - 20));
  const full = Math.round(share * bar);
  return [
    span(` ${right(`${place}`, 3)} `, 'muted'),
    span(left(printable(team.name), name, symbols.ellipsis), 'plain', true),
    span(` ${(ascii ? '#' : '█').repeat(full)}${(ascii ? '.' : '░').repeat(bar - full)} `, 'ok'),
    span(left(level ?? '', 5, symbols.ellipsis), 'muted'),
    span(right(`${team.points}`, 6), 'plain', true),
  ];
}

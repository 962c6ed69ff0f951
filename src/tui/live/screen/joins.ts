import {printable} from '../../../lib/text/printable.js';
import {firstRow} from '../../screens/board.js';
import {type Line, line, span} from '../../text/line.js';
import type {JoinWay, LiveContext} from '../context.js';
import {beside, block} from '../rows/rows.js';

/** Lines that stand below the links: how to use them, and the fingerprint. */
const ROOM_BELOW = 7;

/** How people join: a link for each role, and the selected one as a picture. */
export function joinLines(
  ways: readonly JoinWay[],
  selected: number,
  {width, height}: {width: number; height: number},
  {symbols, ascii, fingerprint, words: {joins}}: Pick<LiveContext, 'symbols' | 'ascii' | 'fingerprint' | 'words'>,
): Line[] {
  const way = ways[selected];
  // Two columns, a wall and the picture; where there is no room, the links alone.
  const picture = ascii ? [] : (way?.picture ?? []);
  const columns = Math.max(0, ...picture.map(row => [...row].length));
  const hasRoom = columns > 0 && picture.length <= height && width - columns - 2 >= 30;
  const room = hasRoom ? width - columns - 2 : width;
  // Of many links those around the selected one.
  const links = windowAround(ways, selected, Math.max(1, Math.floor((height - ROOM_BELOW) / 2))).flatMap(
    ({role, url}): Line[] => [
      [
        span(role === way?.role ? ` ${symbols.selected} ` : '   ', 'ok', true),
        span(printable(role), 'plain', role === way?.role),
      ],
      line(`   ${url}`, 'plain'),
    ],
  );
  const lines: Line[] = [
    ...links,
    line(''),
    line(` ${joins.command}`, 'ok'),
    line(` ${joins.browser}`),
    line(` ${joins.steers}`, 'muted'),
    ...(fingerprint === undefined ? [] : [line(` ${joins.certificate}`, 'muted'), ...inRows(fingerprint, room)]),
  ];
  if (!hasRoom) return lines;
  const tile = picture.map((row): Line => [span(row, 'ok')]);
  return beside(block(lines, room, height, symbols.ellipsis), tile, symbols.wall);
}

const windowAround = (ways: readonly JoinWay[], selected: number, most: number): readonly JoinWay[] => {
  const from = firstRow(selected, ways.length, most);
  return ways.slice(from, from + most);
};

/** A fingerprint in rows of whole pairs, one under the other, as people compare them. */
function inRows(fingerprint: string, width: number): Line[] {
  const pairs = fingerprint.split(':');
  const each = Math.max(4, Math.min(16, Math.floor((width - 2) / 3)));
  return Array.from({length: Math.ceil(pairs.length / each)}, (_, row) =>
    line(`  ${pairs.slice(row * each, (row + 1) * each).join(':')}`),
  );
}

import {formatDuration} from '../../lib/duration.js';
import type {Attack} from '../document/document.js';
import {missedMark, shapesText, stageMark} from './marks.js';
import {html, type Markup} from './markup.js';
import {rowLabel} from './row-label.js';

const WIDTH = 900;
const LABEL = 230;
const ROW = 24;
const TOP = 22;
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
/** Distances between ticks that people read at a glance, in milliseconds. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 4, 8, 24].map(n => n * HOUR),
];
const MOST_TICKS = 6;

/**
 * When each attack ran, and when each link of its chain was seen or due: a bar for the attack's requests, a line along the
 * links that held, a mark of its own for each, a dashed line where an SLA ended, a cross where the evidence never came.
 */
export function timeline(rows: readonly Attack[]): Markup {
  // Not spread into arguments: there may be more of them than the stack holds.
  const from = rows.reduce((first, r) => Math.min(first, r.from), Number.POSITIVE_INFINITY);
  const ends = rows.flatMap(r => [r.to, ...r.due.map(d => d.ms), ...r.marks.map(m => m.ms)]);
  const to = ends.reduce((last, ms) => Math.max(last, ms), from + 1);
  const x = (ms: number) => Math.round(LABEL + ((ms - from) / (to - from)) * (WIDTH - LABEL - 40));
  const height = TOP + rows.length * ROW + 8;
  const due = rows.flatMap(row => row.due);
  const missed = due.filter(one => one.missed);
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="timeline-t timeline-d"><title id="timeline-t">Timeline of attacks and the links of their chains</title><desc id="timeline-d">${rows.length} attacks within ${formatDuration(to - from)}; links after their SLA: ${due.length - missed.length}, never seen: ${missed.length}; the table below has the same times</desc>
${ticks(to - from).map(
  ms =>
    html`<line class="grid" x1="${x(from + ms)}" x2="${x(from + ms)}" y1="${TOP - 6}" y2="${height}"/><text x="${x(from + ms)}" y="12" text-anchor="middle">${ms < SECOND ? `${ms} ms` : formatDuration(ms)}</text>`,
)}
${rows.map((row, i) => rowMarkup(row, TOP + i * ROW, x))}
</svg><p class="muted small">Bar: the attack's requests. ${shapesText(rows.flatMap(({marks}) => marks.map(({stage}) => stage)))}${due.length > missed.length ? ' Dashed: an SLA ended before its evidence came.' : ''}${missed.length ? ' Cross: an SLA ended and its evidence never came.' : ''}</p>`;
}

/** Round times from the first attack on, in milliseconds. */
export function ticks(spanMs: number): number[] {
  const fewest = Math.ceil(spanMs / (MOST_TICKS - 1));
  const step = STEPS.find(ms => ms >= fewest) ?? fewest;
  return Array.from({length: Math.floor(spanMs / step) + 1}, (_, i) => i * step);
}

function rowMarkup({title, verdict, from, to, marks, due}: Attack, y: number, x: (ms: number) => number): Markup {
  const middle = y + 10;
  const width = Math.max(3, x(to) - x(from));
  const last = marks.reduce((latest, {ms}) => Math.max(latest, ms), to);
  const chain = html`<line class="chain" x1="${x(to)}" x2="${x(last)}" y1="${middle}" y2="${middle}"/>`;
  const ended = due.map(({ms, label, missed}) =>
    missed
      ? missedMark(x(ms), middle, label)
      : html`<line class="due" x1="${x(ms)}" x2="${x(ms)}" y1="${y + 1}" y2="${y + 19}"><title>${label}</title></line>`,
  );
  const seen = marks.map(({ms, label, stage}) => stageMark(stage, x(ms), middle, label));
  return html`${rowLabel(title, verdict, y + 14)}<rect class="bar" x="${x(from)}" y="${y + 3}" width="${width}" height="14" rx="2"><title>attack</title></rect>${last > to ? chain : undefined}${ended}${seen}
`;
}

import {formatDuration} from '../../lib/duration.js';
import {cut} from '../../view/text.js';
import type {Attack} from '../document/document.js';
import {html, type Markup} from './markup.js';

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
 * When each attack ran, when its evidence was seen, and when it was due: a bar for the attack's requests, a ring for
 * each earlier link, a filled mark for an alert, a dashed line where the last SLA ended without one.
 */
export function timeline(rows: readonly Attack[]): Markup {
  // Not spread into arguments: there may be more of them than the stack holds.
  const from = rows.reduce((first, r) => Math.min(first, r.from), Number.POSITIVE_INFINITY);
  const ends = rows.flatMap(r => [r.to, r.dueMs ?? r.to, ...r.marks.map(m => m.ms)]);
  const to = ends.reduce((last, ms) => Math.max(last, ms), from + 1);
  const x = (ms: number) => Math.round(LABEL + ((ms - from) / (to - from)) * (WIDTH - LABEL - 40));
  const height = TOP + rows.length * ROW + 8;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of attacks and evidence; the table below has the same times">
${ticks(to - from).map(
  ms =>
    html`<line class="grid" x1="${x(from + ms)}" x2="${x(from + ms)}" y1="${TOP - 6}" y2="${height}"/><text x="${x(from + ms)}" y="12" text-anchor="middle">${ms < SECOND ? `${ms} ms` : formatDuration(ms)}</text>`,
)}
${rows.map((row, i) => rowMarkup(row, TOP + i * ROW, x))}
</svg><p class="muted small">Bar: the attack's requests. Ring: audited or collected. Filled: alerted. Dashed: the SLA ended without the alert.</p>`;
}

/** Round times from the first attack on, in milliseconds. */
export function ticks(spanMs: number): number[] {
  const fewest = Math.ceil(spanMs / (MOST_TICKS - 1));
  const step = STEPS.find(ms => ms >= fewest) ?? fewest;
  return Array.from({length: Math.floor(spanMs / step) + 1}, (_, i) => i * step);
}

function rowMarkup({title, from, to, marks, dueMs}: Attack, y: number, x: (ms: number) => number): Markup {
  const width = Math.max(3, x(to) - x(from));
  const due =
    dueMs === undefined
      ? undefined
      : html`<line class="due" x1="${x(dueMs)}" x2="${x(dueMs)}" y1="${y + 1}" y2="${y + 19}"/>`;
  const seen = marks.map(
    m =>
      html`<circle class="mark${m.alert ? ' alerted' : ''}" cx="${x(m.ms)}" cy="${y + 10}" r="4"><title>${m.label}</title></circle>`,
  );
  return html`<text x="0" y="${y + 14}">${cut(title, 32)}</text><rect class="bar" x="${x(from)}" y="${y + 3}" width="${width}" height="14" rx="2"><title>attack</title></rect>${due}${seen}
`;
}

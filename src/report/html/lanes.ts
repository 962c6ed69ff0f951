import {formatDuration} from '../../lib/duration.js';
import {cut} from '../../view/text.js';
import type {Lane, LanePoint} from '../document/document.js';
import {html, type Markup} from './markup.js';
import {ticks} from './timeline.js';

const WIDTH = 900;
const LABEL = 230;
const ROW = 20;
const TOP = 22;

interface Picture {
  title: string;
  end: number;
  pauses: readonly number[];
  lanes: readonly Lane[];
}

/** Lanes over drill time: bars for what lasts, marks for what happens, dashed lines where the clock was held. */
export function lanesMarkup({title, end, pauses, lanes}: Picture): Markup {
  const last = lanes.reduce(
    (most, {spans, points}) => Math.max(most, ...spans.map(s => s.to), ...points.map(p => p.t)),
    Math.max(end, 1),
  );
  const x = (t: number) => Math.round(LABEL + (Math.max(0, t) / last) * (WIDTH - LABEL - 30));
  const height = TOP + lanes.length * ROW + 8;
  return html`<h3>${title}</h3><div class="scroll" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}; the table below has the same times">
${ticks(last).map(
  t =>
    html`<line class="grid" x1="${x(t)}" x2="${x(t)}" y1="${TOP - 6}" y2="${height}"/><text x="${x(t)}" y="12" text-anchor="middle">${t === 0 ? '0' : formatDuration(t)}</text>`,
)}
${pauses.map(t => html`<line class="due" x1="${x(t)}" x2="${x(t)}" y1="${TOP - 6}" y2="${height}"><title>the clock was held</title></line>`)}
${lanes.map((lane, i) => laneMarkup(lane, TOP + i * ROW, x))}
</svg></div><p class="muted small">${legend(lanes)}</p>`;
}

const INSET = 14;

function laneMarkup({label, spans, points, note}: Lane, y: number, x: (t: number) => number): Markup {
  const inset = label.startsWith(' ') ? INSET : 0;
  const bars = spans.map(
    ({from, to, look, label: what}) =>
      html`<rect class="${look}" x="${x(from)}" y="${y + (look === 'attack' ? 1 : 4)}" width="${Math.max(3, x(to) - x(from))}" height="${ROW - (look === 'attack' ? 2 : 8)}" rx="2"><title>${what}</title></rect>`,
  );
  const seen = points.map(point => pointMarkup(point, x(point.t), y + ROW / 2));
  const said = note === undefined ? undefined : html`<text class="note" x="${LABEL}" y="${y + 14}">${note}</text>`;
  return html`<text x="${inset}" y="${y + 14}">${cut(label.trim(), inset ? 30 : 34)}</text>${bars}${seen}${said}
`;
}

/** Shapes differ, not only colours. */
function pointMarkup({look, label}: LanePoint, x: number, y: number): Markup {
  const title = html`<title>${label}</title>`;
  switch (look) {
    case 'alert':
      return html`<circle class="mark alerted" cx="${x}" cy="${y}" r="4">${title}</circle>`;
    case 'person':
      return html`<path class="person" d="M${x} ${y - 6}l6 6-6 6-6-6z">${title}</path>`;
    case 'mark':
      return html`<circle class="mark" cx="${x}" cy="${y}" r="4">${title}</circle>`;
    case 'left out':
      return html`<path class="cross" d="M${x - 4} ${y - 4}l8 8m0-8l-8 8">${title}</path>`;
  }
}

/** What is in this picture, and nothing else. */
function legend(lanes: readonly Lane[]): string {
  const isScript = lanes.some(({points}) => points.some(({label}) => label.startsWith('planned')));
  const looks = new Set(lanes.flatMap(({spans, points}) => [...spans, ...points].map(({look}) => look)));
  const words = isScript
    ? {
        mark: 'ring: planned',
        alert: 'filled: delivered',
        open: 'bar: later than planned',
        'left out': 'cross: left out',
      }
    : {
        ...{attack: 'blue bar: attack', open: 'outlined bar: not contained', held: 'filled bar: contained'},
        ...{harm: 'thick bar: a bystander is down', alert: 'filled circle: alert', person: 'diamond: a person'},
        mark: 'ring: a check holds, or a request of a person',
      };
  const told = Object.entries(words).flatMap(([look, word]) => (looks.has(look as never) ? [word] : []));
  return `${told.join(' · ')} · dashed line: the clock was held`;
}

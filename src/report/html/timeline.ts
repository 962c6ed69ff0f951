import {formatDuration} from '../../lib/duration.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {html, type Markup} from './markup.js';

const WIDTH = 900;
const LABEL = 230;
const ROW = 24;
const TOP = 22;

/** When each attack ran and when its evidence was seen: a bar for the attack's requests, a mark for each signal. */
export function timeline(
  view: RunView,
  msOf: (auditId: string) => {sent: number; answered: number} | undefined,
): Markup {
  const rows = view.scenarios.map(s => rowOf(s, msOf)).filter(row => row !== undefined);
  if (!rows.length) return html`<p class="muted">No attack was made.</p>`;
  const from = Math.min(...rows.map(r => r.from));
  const to = Math.max(...rows.flatMap(r => [r.to, ...r.marks.map(m => m.at)]), from + 1);
  const x = (ms: number) => Math.round(LABEL + ((ms - from) / (to - from)) * (WIDTH - LABEL - 40));
  const height = TOP + rows.length * ROW + 8;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(share => from + share * (to - from));
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of attacks and evidence; the table above has the same figures">
${ticks.map(
  t =>
    html`<line class="grid" x1="${x(t)}" x2="${x(t)}" y1="${TOP - 6}" y2="${height}"/><text x="${x(t)}" y="12" text-anchor="middle">${formatDuration(t - from)}</text>`,
)}
${rows.map((row, i) => {
  const y = TOP + i * ROW;
  const width = Math.max(3, x(row.to) - x(row.from));
  return html`<text x="0" y="${y + 14}">${short(row.title)}</text><rect class="bar" x="${x(row.from)}" y="${y + 3}" width="${width}" height="14" rx="2"><title>attack</title></rect>${row.marks.map(
    m => html`<circle class="mark" cx="${x(m.at)}" cy="${y + 10}" r="4"><title>${m.label}</title></circle>`,
  )}`;
})}
</svg>`;
}

interface Row {
  title: string;
  from: number;
  to: number;
  marks: {at: number; label: string}[];
}

function rowOf(
  s: ScenarioView,
  msOf: (auditId: string) => {sent: number; answered: number} | undefined,
): Row | undefined {
  const times = s.requests.filter(r => r.sent.purpose === 'attack').flatMap(r => msOf(r.sent.auditId) ?? []);
  if (!times.length) return undefined;
  const marks = s.signals
    .filter(signal => signal.counted)
    .map(signal => ({
      at: signal.ms,
      label: `${signal.stage} by ${signal.source} after ${formatDuration(signal.latencyMs)}`,
    }));
  return {
    title: s.plan.title,
    from: Math.min(...times.map(t => t.sent)),
    to: Math.max(...times.map(t => t.answered)),
    marks,
  };
}

const short = (title: string): string => (title.length > 32 ? `${title.slice(0, 31)}…` : title);

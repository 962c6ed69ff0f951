import {cut} from '../../view/text.js';
import type {Usage} from '../document/document.js';
import {missedMark, shapesText, stageMark} from './marks.js';
import {html, type Markup} from './markup.js';
import {rowLabel} from './row-label.js';

const WIDTH = 900;
const LABEL = 230;
/** Where the words on the right begin. */
const WORDS = 660;
const ROW = 24;
const TOP = 22;
const RIGHT = 20;
/** At least this much room right of the SLA, and at most this many times as much as the SLA: later is at the edge. */
const [LEAST, MOST] = [1.15, 3];

/**
 * What each scenario used of its SLAs: every link at its time as a share of its own SLA, which ends at one line for all. A
 * cross is behind that line where evidence never came.
 */
export function usage(rows: readonly Usage[]): Markup {
  const shares = rows.flatMap(({used}) => used.map(({share}) => share));
  const end = Math.min(MOST, Math.max(LEAST, 1.05 * Math.max(0, ...shares)));
  const x = (share: number) => Math.round(LABEL + (Math.min(share, end) / end) * (WORDS - LABEL - RIGHT));
  const height = TOP + rows.length * ROW + 8;
  const late = rows.filter(({used}) => used.some(({share}) => share > 1)).length;
  const missed = rows.filter(({unseen}) => unseen.length).length;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="usage-t usage-d"><title id="usage-t">Latency of each link as a share of its SLA</title><desc id="usage-d">${rows.length} scenarios: ${late} with a link after its SLA, ${missed} with a link of which nothing was seen; the tables of links have the times</desc>
${sharesOf(end).map(
  share =>
    html`<line class="${share === 1 ? 'limit' : 'grid'}" x1="${x(share)}" x2="${x(share)}" y1="${TOP - 6}" y2="${height}"/><text x="${x(share)}" y="12" text-anchor="middle">${share === 1 ? 'SLA' : `${100 * share} %`}</text>`,
)}
${rows.map((row, i) => rowMarkup(row, TOP + i * ROW, x, end))}
</svg><p class="muted small">${shapesText(rows.flatMap(({used}) => used.map(({stage}) => stage)))} Each link is put beside its own SLA, which is the thick line.${missed ? ' Cross or question mark behind it: nothing was seen, or nobody could ask.' : ''}</p>`;
}

/** Round shares of the SLA. */
const sharesOf = (end: number): number[] =>
  end > 2 ? [0, 1, 2, 3].filter(share => share <= end) : [0, 0.25, 0.5, 0.75, 1, 1.5].filter(share => share <= end);

function rowMarkup(
  {title, verdict, used, unseen, told}: Usage,
  y: number,
  x: (share: number) => number,
  end: number,
): Markup {
  const middle = y + 10;
  const most = Math.max(0, ...used.map(({share}) => share));
  const bar =
    most > 0
      ? html`<rect class="bar" x="${x(0)}" y="${middle - 5}" width="${Math.max(2, x(most) - x(0))}" height="10" rx="2"/>`
      : undefined;
  const marks = used.map(({stage, share, label}) =>
    stageMark(stage, x(share), middle, share > end ? `${label}, further than this picture goes` : label),
  );
  const behind = x(1) + 12;
  const nothing = unseen
    .slice(0, 1)
    .map(({missed, label}) =>
      missed
        ? missedMark(behind, middle, label)
        : html`<text x="${behind}" y="${y + 14}" text-anchor="middle">?<title>${label}</title></text>`,
    );
  return html`${rowLabel(title, verdict, y + 14)}${bar}${marks}${nothing}<text x="${WORDS}" y="${y + 14}">${cut(told.replaceAll('\u00A0', ' '), 38)}</text>
`;
}

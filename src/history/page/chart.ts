import {formatDuration} from '../../lib/duration.js';
import {html, type Markup} from '../../report/html/markup.js';
import {ticks} from '../../report/html/timeline.js';
import type {LinkNight, LinkTrend} from './latency.js';
import {changeNumbers} from './strip.js';
import type {Slot} from './trend.js';
import {slotText} from './words.js';

const HEIGHT = 170;
const TOP = 18;
const BOTTOM = 20;
/** For the times, on the right: a phone shows the newest nights first, and the times beside them. */
const AXIS = 70;
const WHOLE = 900;
const [NARROWEST, WIDEST] = [20, 44];
/** An SLA that is this many times above everything else would press the nights flat, and is told in words. */
const NEAR = 2.5;

/** What stands on the axis. */
export const timeText = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms));

/**
 * What a link took night by night: a dot for the median over the scenarios, a bar from the fastest to the slowest, a dashed
 * line for the SLA, the nights that later ones are put beside as a band, and a number where something changed.
 *
 * @param id of the picture, unlike any other in the page
 */
export function chart({link, nights, band}: LinkTrend, slots: readonly Slot[], id: string): Markup {
  const column = Math.max(NARROWEST, Math.min(WIDEST, Math.floor(WHOLE / slots.length)));
  const width = slots.length * column;
  const known = nights.flatMap(night => night ?? []);
  const highest = Math.max(1, band?.high ?? 0, ...known.map(({most}) => most));
  const slas = known.flatMap(({sla}) => sla ?? []);
  const near = slas.filter(sla => sla <= NEAR * highest);
  const top = 1.08 * Math.max(highest, ...near);
  const x = (i: number) => (i + 0.5) * column;
  const y = (ms: number) => rounded(HEIGHT - BOTTOM - (ms / top) * (HEIGHT - BOTTOM - TOP));
  const far = slas.filter(sla => sla > NEAR * highest);
  return html`<div class="wide" role="region" tabindex="0" aria-label="${titleOf(link)}"><svg width="${width + AXIS}" height="${HEIGHT}" viewBox="0 0 ${width + AXIS} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${titleOf(link)}</title><desc id="${id}-d">${described(known)}; the table below has each night</desc>
${band && html`<rect class="band" x="0" width="${width}" y="${y(band.high)}" height="${Math.max(2, rounded(y(band.low) - y(band.high)))}"><title>medians of the ${band.nights} pinned nights: ${timeText(band.low)} to ${timeText(band.high)}</title></rect>`}
${ticks(top).map(ms => html`<line class="grid" x1="0" x2="${width}" y1="${y(ms)}" y2="${y(ms)}"/><text x="${width + 6}" y="${y(ms) + 4}">${ms === 0 ? '0' : timeText(ms)}</text>`)}
${changeNumbers(slots).map((number, i) => (number === undefined ? undefined : html`<line class="change" x1="${x(i)}" x2="${x(i)}" y1="${TOP - 4}" y2="${HEIGHT - BOTTOM}"/><text x="${x(i)}" y="11" text-anchor="middle">${number}</text>`))}
<path class="line" d="${joined(nights, x, y)}"/>
${nights.map((night, i) => (night ? nightMarkup(night, slots[i], {x: x(i), y}) : undefined))}
${slaSteps(nights, column, top).map(({from, to, sla}) => html`<line class="due" x1="${from}" x2="${to}" y1="${y(sla)}" y2="${y(sla)}"><title>shortest SLA: ${timeText(sla)}</title></line>`)}
${slots.map(({at, run}, i) => run && html`<text x="${x(i)}" y="${HEIGHT - 5}" text-anchor="middle">${new Date(at).getUTCDate()}</text>`)}
</svg></div>${far.length ? html`<p class="muted small">The shortest SLA, ${timeText(Math.min(...far))}, is far above this picture.</p>` : undefined}`;
}

/** A tenth of a pixel is more than anybody sees. */
const rounded = (pixels: number): number => Math.round(10 * pixels) / 10;

/** What a picture is called. */
export const titleOf = (link: LinkTrend['link']): string =>
  link === 'in all' ? 'In all: from the attack to the last stage' : `${link}: what this link took on its own`;

function described(known: readonly LinkNight[]): string {
  const medians = known.map(night => night.median);
  const newest = medians.at(-1) ?? 0;
  return `${known.length} nights, medians from ${timeText(Math.min(...medians))} to ${timeText(Math.max(...medians))}, the newest ${timeText(newest)}`;
}

/** A line from night to night, which is broken where nothing was measured. */
function joined(nights: LinkTrend['nights'], x: (i: number) => number, y: (ms: number) => number): string {
  return nights.map((night, i) => (night ? `${nights[i - 1] ? 'L' : 'M'}${x(i)} ${y(night.median)}` : '')).join('');
}

function nightMarkup(night: LinkNight, slot: Slot | undefined, at: {x: number; y: (ms: number) => number}): Markup {
  const {median, least, most} = night;
  return html`<line class="range" x1="${at.x}" x2="${at.x}" y1="${at.y(most)}" y2="${at.y(least)}"/><circle class="mark alerted" cx="${at.x}" cy="${at.y(median)}" r="3"><title>${slot && slotText(slot)}: ${nightText(night)}</title></circle>`;
}

/** `4.1 s (3.0 s to 9.2 s)`. */
export const nightText = ({median, least, most}: LinkNight): string =>
  least === most ? timeText(median) : `${timeText(median)} (${timeText(least)} to ${timeText(most)})`;

/** The SLA as lines, one for all columns in a row in which it is the same; without those above the picture. */
function slaSteps(nights: LinkTrend['nights'], column: number, top: number) {
  const steps: {from: number; to: number; sla: number}[] = [];
  for (const [i, night] of nights.entries()) {
    const sla = night?.sla;
    if (sla === undefined || sla > top) continue;
    const last = steps.at(-1);
    if (last?.sla === sla) last.to = (i + 1) * column;
    else steps.push({from: i * column, to: (i + 1) * column, sla});
  }
  return steps;
}

/** What holds for every picture. */
export const LEGEND =
  'Dot: median over the scenarios. Bar: fastest to slowest. Band: medians of the pinned nights, once there are enough. Dashed: the shortest SLA, which is that of the whole chain. Number: what changed.';

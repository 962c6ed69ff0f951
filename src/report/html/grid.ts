import type {Ending} from '../../view/nightly/attempts.js';
import {cellLooks, markOf} from './looks.js';
import {html, type Markup} from './markup.js';

/** What a cell of a grid shows. */
export interface GridCell {
  ending: Ending;
  /** No gate looks at it. */
  quarantined?: boolean | undefined;
}

/** Every ending in the order of the legend. */
const ENDINGS = [
  ...(['detected', 'prevented', 'flaky', 'late', 'missed'] as const),
  ...(['inconclusive', 'not executed', 'skipped'] as const),
] satisfies Ending[];

const lookOf = (ending: Ending): string => ending.replace(' ', '-');

/** A cell of a grid. @param title says everything that there is to know of it */
export function gridCell({ending, quarantined}: GridCell, title: string): Markup {
  return html`<td class="${lookOf(ending)}${quarantined ? ' aside' : ''}" title="${title}"><span aria-hidden="true">${markOf(ending)}${quarantined ? html`<sup>q</sup>` : undefined}</span><span class="unseen">${ending}${quarantined ? ', in quarantine' : undefined}</span></td>`;
}

/** A cell in which nothing is. @param why to those who cannot see that */
export const emptyCell = (why: string): Markup => html`<td class="none"><span class="unseen">${why}</span></td>`;

/** What the marks of some cells mean, and of no others. */
export function gridLegend(cells: readonly GridCell[]): Markup {
  const seen = new Set(cells.map(({ending}) => ending));
  const marks = ENDINGS.filter(ending => seen.has(ending)).map(
    ending => html`<span class="told"><span class="key ${lookOf(ending)}">${markOf(ending)}</span> ${ending}</span> `,
  );
  const aside = cells.some(({quarantined}) => quarantined)
    ? html`<span class="told"><span class="key aside"><sup>q</sup></span> in quarantine:</span> no gate looks at it. `
    : undefined;
  return html`${marks}${aside}No mark: not played.`;
}

/**
 * How a grid of endings looks. Cells differ by their mark and their frame, not by colour alone, and what was not played has
 * no colour at all.
 */
export const GRID_STYLE = `
.wide { overflow-x: auto; padding-bottom: .3rem; } .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.strip { width: max-content; border-collapse: separate; border-spacing: 2px; position: relative; }
.strip th, .strip td { position: relative; padding: 0; border: 0; min-width: 1.5rem; height: 1.5rem; text-align: center; vertical-align: middle; line-height: 1; white-space: nowrap; }
.strip thead th, .strip thead td { font: .75rem/1 system-ui, sans-serif; color: var(--muted); }
.strip th[scope=row], .strip tr > td:first-child { position: sticky; left: 0; z-index: 1; background: var(--page); text-align: left; font-weight: 400; padding-right: .6rem; }
.strip tbody td, .key { border-radius: 3px; font-weight: 700; border: 1px solid transparent; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.key { display: inline-block; min-width: 1.4rem; height: 1.4rem; line-height: 1.25rem; text-align: center; } .told { white-space: nowrap; margin-right: .5rem; line-height: 1.8; }
${cellLooks('.strip &', '.key&').trim()}
.strip tbody td.aside, .key.aside { outline: 2px dotted var(--ink); outline-offset: -2px; } sup { font-size: .6em; line-height: 0; } .strip td sup { position: absolute; top: .5rem; right: 3px; } .strip td.aside { padding-right: .4rem; }
@media (max-width: 36rem) { .strip th[scope=row] { max-width: 8.5rem; white-space: normal; overflow-wrap: anywhere; font-size: .8rem; line-height: 1.1; } .strip th[scope=col] { max-width: none; } }
@media print { @page { size: landscape; } .wide { overflow: visible; }
  .strip { border-spacing: 1px; font-size: 7pt; } .strip th, .strip td { min-width: 0; width: 1.2em; height: 1.6em; padding: 0; }
  .strip th[scope=row], .strip tr > td:first-child { position: static; } .strip thead th, .strip thead td { font-size: 6pt; }
  .key { height: 1.5em; line-height: 1.4em; min-width: 1.5em; } }
`;

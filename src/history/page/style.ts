import {cellLooks} from '../../report/html/looks.js';

/**
 * What a page of nights adds to the look of a report. Cells differ by their mark and their frame, not by colour alone, and
 * what was not played has no colour at all. Wide pictures begin at their newest night, which is on the right: a box that is
 * read from the right is scrolled to there.
 */
export const TREND_STYLE = `
.wide { overflow-x: auto; direction: rtl; padding-bottom: .3rem; } .wide > * { direction: ltr; margin: 0 auto 0 0; }
.wide svg { width: auto; max-width: none; } .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.strip { width: max-content; border-collapse: separate; border-spacing: 2px; position: relative; }
.strip th, .strip td { position: relative; padding: 0; border: 0; min-width: 1.5rem; height: 1.5rem; text-align: center; vertical-align: middle; line-height: 1; white-space: nowrap; }
.strip thead th, .strip thead td { font: .75rem/1 system-ui, sans-serif; color: var(--muted); } .strip thead .changed td { color: var(--ink); font-weight: 700; }
.strip .months th { text-align: left; }
.strip th[scope=row], .strip tr > td:first-child { position: sticky; left: 0; z-index: 1; background: var(--page); text-align: left; font-weight: 400; padding-right: .6rem; }
.strip tbody td, .key { border-radius: 3px; font-weight: 700; border: 1px solid transparent; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.key { display: inline-block; min-width: 1.4rem; height: 1.4rem; line-height: 1.25rem; text-align: center; } .told { white-space: nowrap; margin-right: .5rem; line-height: 1.8; }
${cellLooks('.strip &', '.key&').trim()}
.strip tbody td.aside, .key.aside { outline: 2px dotted var(--ink); outline-offset: -2px; } sup { font-size: .6em; line-height: 0; } .strip td sup { position: absolute; top: .5rem; right: 3px; } .strip td.aside { padding-right: .4rem; }
svg .band { fill: var(--bar); opacity: .3; } svg .line { fill: none; stroke: var(--ink); stroke-width: 1.5; } svg .range { stroke: var(--bar); stroke-width: 4; }
svg .change { stroke: var(--muted); stroke-dasharray: 1 3; stroke-width: 1.5; }
h4 { font-size: .9rem; margin: .8rem 0 .2rem; } .changes li { overflow-wrap: anywhere; }
@media (max-width: 36rem) { .strip th[scope=row] { max-width: 8.5rem; white-space: normal; overflow-wrap: anywhere; font-size: .8rem; line-height: 1.1; } .strip th[scope=col] { max-width: none; } }
@media print { @page { size: landscape; } h4 { font-size: 8.5pt; margin: 4pt 0 0; break-after: avoid; } .wide { overflow: visible; direction: ltr; } .wide svg { max-width: 100%; }
  .strip { border-spacing: 1px; font-size: 7pt; } .strip th, .strip td { min-width: 0; width: 1.2em; height: 1.6em; padding: 0; }
  .strip th[scope=row], .strip tr > td:first-child { position: static; } .strip thead th, .strip thead td { font-size: 6pt; }
  .key { height: 1.5em; line-height: 1.4em; min-width: 1.5em; } }
`;

import {GRID_STYLE} from '../../report/html/grid.js';

/**
 * What a page of nights adds to the look of a report. Wide pictures begin at their newest night, which is on the right: a
 * box that is read from the right is scrolled to there.
 */
export const TREND_STYLE = `${GRID_STYLE}
.wide { direction: rtl; } .wide > * { direction: ltr; margin: 0 auto 0 0; } .wide svg { width: auto; max-width: none; }
.strip thead .changed td { color: var(--ink); font-weight: 700; } .strip .months th { text-align: left; } .strip .months span { position: sticky; left: 9rem; }
svg .band { fill: var(--bar); opacity: .3; } svg .line { fill: none; stroke: var(--ink); stroke-width: 1.5; } svg .range { stroke: var(--bar); stroke-width: 4; }
svg .change { stroke: var(--muted); stroke-dasharray: 1 3; stroke-width: 1.5; }
h4 { font-size: .9rem; margin: .8rem 0 .2rem; } .changes li { overflow-wrap: anywhere; }
@media print { h4 { font-size: 8.5pt; margin: 4pt 0 0; break-after: avoid; } .wide { direction: ltr; } .wide svg { max-width: 100%; } }
`;

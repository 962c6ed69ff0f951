import {GRID_STYLE} from '../../report/html/grid.js';

/** What the page of a fleet adds to the look of a report: names of scenarios stand upright, so that columns are narrow. */
export const FLEET_STYLE = `${GRID_STYLE}
body { max-width: 84rem; } .strip tbody th[scope=row] { max-width: 13rem; white-space: normal; overflow-wrap: anywhere; font-size: .85rem; line-height: 1.2; }
.counts { list-style: none; margin: .8rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.counts li { margin: 0; padding: .3rem .7rem; min-width: 5.5rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); }
.counts strong { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.counts .green { border-color: var(--ok); } .counts .worse { border-color: var(--missed); border-width: 2px; } .counts .undecided, .counts .apart { border: 1px dashed var(--ink); }
.strip th.upright { vertical-align: bottom; padding-bottom: .3rem; } .strip th.upright span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 14rem; }
.strip thead th:first-child { text-align: left; vertical-align: bottom; padding-bottom: .3rem; }
.strip td.state { padding: 0 .6rem 0 0; text-align: left; font-weight: 600; border: 0; } .lines li { overflow-wrap: anywhere; }
.state.worse { color: var(--missed); } .state.green { color: var(--ok); } .state.apart { color: var(--ink); }
@media print { .strip th.upright span { max-height: none; } .counts li { padding: 1pt 5pt; min-width: 0; } .counts strong { font-size: 12pt; } details:not([open])::details-content { content-visibility: visible; display: block; } }
`;

import {cellLooks} from './looks.js';

/**
 * The whole look of the HTML report: light and dark by the reader's own setting, one column on a phone, and on paper
 * everything unfolded and in black. Blue and orange carry no meaning alone: every verdict has its word and its mark.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --muted: #5b6776; --line: #d5dce4; --page: #fff; --card: #f5f7f9;
  --ok: #1a5f9c; --late: #8a5a00; --missed: #b4430b; --bar: #7fb2dd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --muted: #9aa7b6; --line: #34404e; --page: #12171d;
  --card: #1a2129; --ok: #7db9ec; --late: #e8b552; --missed: #f0884f; --bar: #2f6ea5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
p, ul, ol { margin: .4rem 0; } li { margin: .25rem 0; }
code, pre { font: .85rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); padding: .6rem; overflow-x: auto; white-space: pre-wrap; max-height: 30rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.muted { color: var(--muted); } .small { font-size: .875rem; }
.score { font-size: 2.2rem; font-weight: 700; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid currentcolor; border-radius: 1rem; font-weight: 600; white-space: nowrap; }
.detected, .prevented, .held { color: var(--ok); } .late, .flaky { color: var(--late); } .missed, .failed { color: var(--missed); }
.simulated { background: var(--card); border-left: .3rem solid var(--late); padding: .5rem .8rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; background: var(--card); }
summary { cursor: pointer; padding: .6rem .8rem; font-weight: 600; display: flex; gap: .6rem; flex-wrap: wrap; list-style: none; }
summary::-webkit-details-marker { display: none; } summary::before { content: '▸'; } details[open] > summary::before { content: '▾'; }
summary > :nth-child(2) { margin-left: auto; }
details > div { padding: 0 .8rem .8rem; } details details { background: var(--page); }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .grid { stroke: var(--line); } svg .bar { fill: var(--bar); } svg .mark { fill: var(--page); stroke: var(--ink); stroke-width: 2; }
svg .alerted { fill: var(--ink); } svg .due { stroke: var(--late); stroke-width: 2; stroke-dasharray: 3 2; }
svg .chain { stroke: var(--ink); stroke-width: 1.5; } svg .cross { fill: none; stroke: var(--missed); stroke-width: 2.5; } svg .limit { stroke: var(--ink); stroke-width: 2; }
.tiles { list-style: none; margin: .4rem 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .3rem; }
.cell { margin: 0; padding: .3rem .5rem; border: 1px solid transparent; border-radius: .25rem; font-size: .85rem; line-height: 1.35; break-inside: avoid; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.cell .name, .cell .ending { display: block; } .cell .ending { font-weight: 600; } .cell .count { float: right; } .cell.none { color: var(--muted); border: 1px dashed var(--muted); }${cellLooks('.cell&')}
.scroll svg { min-width: 50rem; } a { color: var(--ok); overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--ok); outline-offset: 2px; }
@media (max-width: 36rem) { body { padding: 1rem .75rem 3rem; } th, td { padding-right: .45rem; } }
details.scenario:has(> :target)::details-content { content-visibility: visible; display: block; }
details > div { scroll-margin-top: 3.5rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .9rem; margin: .6rem 0; }
.facts dt { font-weight: 600; color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.paper { display: none; }
@media print { @page { margin: 12mm; }
  :root { --ink: #000; --muted: #444; --page: #fff; --card: #fff; --line: #bbb; --ok: #1a5f9c; --late: #8a5a00; --missed: #b4430b; --bar: #7fb2dd; }
  body { max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.3; }
  h1 { font-size: 15pt; } h2 { font-size: 12pt; margin: 10pt 0 4pt; padding-top: 4pt; } h3 { font-size: 9pt; margin: 4pt 0 1pt; }
  p, ul, ol { margin: 2pt 0; } li { margin: 1pt 0; } .score { font-size: 16pt; } .small { font-size: 7.5pt; }
  .columns { columns: 2; } .paper { display: block; } .screen { display: none; } .tiles { grid-template-columns: repeat(5, 1fr); gap: 2pt; } .cell { font-size: 7pt; padding: 1pt 3pt; }
  code, pre { font-size: 7pt; line-height: 1.25; } pre { max-height: none; padding: 3pt; margin: 2pt 0; }
  .scroll { overflow: visible; } .scroll svg { min-width: 0; }
  th, td { padding: 1.5pt 5pt 1.5pt 0; overflow-wrap: anywhere; }
  thead th { overflow-wrap: normal; } th[scope=row] { overflow-wrap: break-word; } td strong { overflow-wrap: normal; } .badge { white-space: normal; padding: 0 3pt; }
  summary, h2, h3 { break-after: avoid; } tr, svg, .facts { break-inside: avoid; } svg + p { break-before: avoid; } thead { display: table-header-group; }
  summary { padding: 2pt 4pt; gap: 4pt; } summary::before { content: none !important; }
  details { margin: 3pt 0; border-radius: 0; } details > div { display: block; padding: 0 4pt 3pt; }
  details::details-content { content-visibility: visible; display: block; }
  details.evidence { border: 0; margin: 0; } .evidence > summary { padding: 0; font-weight: 400; } .evidence > div { display: none; }
}
`;

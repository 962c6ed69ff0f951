import {someOf} from '../../lib/text/some-of.js';
import {emptyCell, gridCell, gridLegend} from '../../report/html/grid.js';
import {html, type Markup} from '../../report/html/markup.js';
import type {Cell, ClusterRow} from '../fold/cluster.js';
import {cellText, standingOf} from '../words/standing.js';

/**
 * Each judged cluster as a row of marks, one for each scenario. Clusters on which every scenario ended the same are one row:
 * of a large fleet nearly all are.
 */
export function fleetGrid(rows: readonly ClusterRow[], label: string): Markup {
  const names = [...new Set(rows.flatMap(({scenarios}) => Object.keys(scenarios)))].sort();
  const head = names.map(name => html`<th scope="col" class="upright"><span>${name}</span></th>`);
  const body = [...Map.groupBy(rows, alike).values()].map(
    group => html`${rowMarkup(group, names)}
`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${label}"><table class="strip"><thead>
<tr><th scope="col">cluster</th><th scope="col"><span class="unseen">it is</span></th>${head}</tr>
</thead><tbody>
${body}</tbody></table></div><p class="muted small">${gridLegend(rows.flatMap(({scenarios}) => Object.values(scenarios)))}</p>`;
}

/** What clusters of one row have in common. */
const alike = (row: ClusterRow): string =>
  JSON.stringify([
    standingOf(row),
    Object.entries(row.scenarios).map(([name, {ending, quarantined}]) => [name, ending, quarantined]),
  ]);

function rowMarkup(group: readonly ClusterRow[], names: readonly string[]): Markup {
  const [first] = group;
  if (!first) return html``;
  const clusters = group.map(({cluster}) => cluster);
  const head = group.length > 1 ? `${group.length} clusters: ${someOf(clusters)}` : first.cluster;
  const cells = names.map(name => {
    const cell = first.scenarios[name];
    return cell ? gridCell(cell, `${name}, ${head}: ${whyText(group, name, cell)}`) : emptyCell('not played');
  });
  return html`<tr><th scope="row">${head}</th><td class="state ${standingOf(first)}">${standingOf(first)}</td>${cells}</tr>`;
}

/** Clusters that are alike may have broken for different reasons. */
function whyText(group: readonly ClusterRow[], name: string, cell: Cell): string {
  const texts = [...new Set(group.flatMap(({scenarios}) => (scenarios[name] ? cellText(scenarios[name]) : [])))];
  return texts.length > 1 ? `${cell.ending}, for ${texts.length} reasons` : cellText(cell);
}

import {minute} from '../../history/compare/words.js';
import {EXIT} from '../../lib/errors.js';
import {html, Markup, tableOf} from '../../report/html/markup.js';
import {wholePage} from '../../report/html/page.js';
import type {ClusterRow} from '../fold/cluster.js';
import type {FleetReport} from '../fold/fold.js';
import {standingOf} from '../words/standing.js';
import {type Line, oddText, scoreText, simulatedText, staleText, unknownLines, wrongLines} from '../words/text.js';
import {fleetGrid} from './grid.js';
import {FLEET_STYLE} from './style.js';

/** A fleet's newest night as one self-contained page: what is common, what is not known, and each cluster beside the others. */
export function fleetPage(report: FleetReport): string {
  const {fleet, clusters, at} = report;
  const judged = clusters.filter(({state}) => state === 'judged');
  const unknown = unknownLines(report);
  return wholePage(
    `Fleet ${fleet}`,
    new Markup(FLEET_STYLE),
    html`<header><h1>Fleet ${fleet}</h1><p class="muted">${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}, ${minute(Date.parse(at))}</p>
${countsMarkup(report)}
<p>${verdictText(report)}</p>${simulatedText(report).map(text => html`<p class="simulated">${text}</p>`)}</header><main>
<h2>What is not as it should be</h2>
${linesMarkup(wrongLines(report)) ?? html`<p>Nothing is known to be wrong${judged.length ? ' on the clusters that were judged' : ': no cluster was judged'}.</p>`}
${unknown.length ? html`<h2>Clusters of which nothing is known</h2>${linesMarkup(unknown)}${staleText(report).map(text => html`<p class="muted small">${text}</p>`)}` : undefined}
${judged.length ? html`<h2>Clusters and scenarios</h2>${fleetGrid(judged, `Each scenario on each cluster of ${fleet}`)}` : undefined}
${clusters.length ? html`<details><summary>Every cluster, the worst first</summary><div>${clustersTable(clusters)}</div></details>` : undefined}
</main>`,
  );
}

const LOOKS: Readonly<Record<keyof FleetReport['counts'], string>> = {
  ...{green: 'green', worse: 'worse', undecided: 'undecided', stale: 'apart', 'not run': 'apart'},
};

/** How many clusters are what: of those that are not there at all nothing is said. */
function countsMarkup({counts}: FleetReport): Markup {
  const some = Object.entries(LOOKS).flatMap(([what, look]) => {
    const count = counts[what as keyof typeof counts];
    return count ? [html`<li class="${look}"><strong>${count}</strong> ${what}</li>`] : [];
  });
  return html`<ul class="counts">${some.length ? some : html`<li><strong>0</strong> clusters</li>`}</ul>`;
}

function verdictText({exitCode, clusters}: FleetReport): string {
  if (exitCode === EXIT.ok) return 'Every cluster is green.';
  if (exitCode === EXIT.missed) return 'Something is worse than it should be.';
  return clusters.length
    ? 'Nothing is known to be worse, but not every cluster is known.'
    : 'There is no cluster, so nothing is known.';
}

/** How words of lines look; one that is not here looks like a warning. */
const TONES: Readonly<Record<string, string>> = {
  ...{WORSE: 'missed', MISSED: 'missed', note: 'muted', STALE: 'unknown', 'NOT RUN': 'unknown'},
};

function linesMarkup(lines: readonly Line[]): Markup | undefined {
  if (!lines.length) return undefined;
  return html`<ul class="lines">${lines.map(({word, what}) => html`<li><strong class="${TONES[word] ?? 'late'}">${word}</strong> ${what}</li>`)}</ul>`;
}

function clustersTable(clusters: readonly ClusterRow[]): Markup {
  const rows = clusters.map(row => [
    row.cluster,
    html`<strong class="state ${LOOKS[standingOf(row)]}">${standingOf(row)}</strong>`,
    ...[row.started === undefined ? '–' : minute(row.started), scoreText(row), labelsText(row)],
    row.state === 'judged' ? (row.green ? '–' : oddText(row)) : (row.why ?? '–'),
  ]);
  return tableOf(['cluster', 'it is', 'newest run', 'score', 'labels', 'not as it should be'], rows, [3]);
}

const labelsText = ({labels}: ClusterRow): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ') || '–';

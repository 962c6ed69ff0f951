import {isDeepStrictEqual} from 'node:util';
import {minute, SEVERITY} from '../../history/compare/words.js';
import type {FleetFinding} from '../../history/judge/fleet.js';
import {fleetText} from '../../history/judge/words.js';
import {formatDuration} from '../../lib/duration.js';
import {printable} from '../../lib/text/printable.js';
import {someOf} from '../../lib/text/some-of.js';
import {blocks, list, table as markdownTable, text} from '../../report/markdown/text.js';
import type {Ending} from '../../view/nightly/attempts.js';
import {ENDINGS} from '../../view/tally.js';
import {wrapWords} from '../../view/text.js';
import type {ClusterRow} from '../fold/cluster.js';
import type {CommonEnding, FleetReport} from '../fold/fold.js';

/** One line of a report: how bad, and what. */
export interface Line {
  word: string;
  what: string;
}

/** What a report says before its table. */
export const linesOf = (report: FleetReport): Line[] => [...wrongLines(report), ...unknownLines(report)];

/** What is not as it should be on clusters that were judged, the same on several of them once. */
export function wrongLines(report: FleetReport): Line[] {
  const told = new Set<CommonEnding>();
  const findings = report.findings.map(finding => {
    // What got lost is missed as well: once is enough, along with why.
    const same = report.common.find(common => isSame(common, finding));
    if (same) told.add(same);
    const why = same ? reasonOf(same) : [];
    return {
      word: SEVERITY[finding.severity],
      what: [`${fleetText(finding)}: ${someOf(finding.clusters)}`, ...why].join('; '),
    };
  });
  const others = report.common.filter(common => !told.has(common));
  return [...findings, ...others.map(common => ({word: wordOf(common), what: commonText(common)}))];
}

/** Clusters of which nothing is known, and why. */
export const unknownLines = (report: FleetReport): Line[] => [
  ...apart(report, 'stale', ({started}) => `no run since ${minute(started ?? 0)}`),
  ...apart(report, 'not run', ({why}) => why ?? 'no result of it is there'),
];

const isSame = ({ending, scenarios, clusters}: CommonEnding, finding: FleetFinding): boolean =>
  ((finding.kind === 'lost' && ending === 'missed') || finding.kind === ending) &&
  isDeepStrictEqual([scenarios, clusters], [finding.scenarios, finding.clusters.toSorted()]);

const reasonOf = ({broken, cause}: CommonEnding): string[] =>
  cause === undefined ? [] : [`${broken ? `${broken}: ` : ''}${cause}`];

const wordOf = ({ending, quarantined}: CommonEnding): string =>
  quarantined ? 'note' : ending === 'missed' || ending === 'late' ? ending.toUpperCase() : ending;

/** `pod-exec on 2 of 6 clusters, all of region=us: us-7, us-8; alerted: no rule fired`. */
function commonText(common: CommonEnding): string {
  const {scenarios, clusters, of, allOf, quarantined, ending} = common;
  const labels = Object.entries(allOf).map(([key, value]) => `${key}=${value}`);
  return [
    `${quarantined ? `${ending}: ` : ''}${someOf(scenarios)} on ${clusters.length} of ${of} clusters`,
    ...(labels.length ? [`, all of ${labels.join(', ')}`] : []),
    `: ${someOf(clusters)}`,
    ...reasonOf(common).map(why => `; ${why}`),
    ...(quarantined ? ['; in quarantine'] : []),
  ].join('');
}

/** Clusters of one state, those for the same reason in one line. */
function apart(report: FleetReport, state: ClusterRow['state'], why: (row: ClusterRow) => string): Line[] {
  const rows = report.clusters.filter(row => row.state === state);
  return [...Map.groupBy(rows, why)].map(([reason, of]) => ({
    word: state.toUpperCase(),
    what: `${someOf(of.map(({cluster}) => cluster))}: ${reason}`,
  }));
}

/** What there is to see, in one line: `480 green, 12 worse, 3 stale`. */
export const countsText = ({counts}: FleetReport): string =>
  Object.entries(counts)
    .flatMap(([what, count]) => (count ? [`${count} ${what}`] : []))
    .join(', ') || 'no cluster';

export const titleOf = ({fleet, clusters, at}: FleetReport): string =>
  `${fleet}: ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}, ${minute(Date.parse(at))}`;

const HEAD = ['cluster', 'run', 'score', 'scenarios', 'not as they should be'];

/** The rows that people have to look at: green ones are counted, and what was not judged has lines of its own. */
export const tableRows = ({clusters}: FleetReport): string[][] => {
  const rows = clusters.filter(({green, state}) => !green && state === 'judged').map(cellsOf);
  return rows.length ? [HEAD, ...rows] : [];
};

function cellsOf(row: ClusterRow): string[] {
  const counts = [...byEnding(row)].map(([ending, names]) => `${names.length} ${ending}`);
  return [row.cluster, minute(row.started ?? 0), scoreText(row), counts.join(', '), oddText(row)];
}

/** Scenarios by how they ended, in the order of endings. */
function byEnding({scenarios}: ClusterRow): Map<Ending, string[]> {
  const names = Map.groupBy(Object.keys(scenarios), name => scenarios[name]?.ending);
  return new Map(ENDINGS.flatMap(ending => (names.has(ending) ? [[ending, names.get(ending) ?? []]] : [])));
}

export const scoreText = ({score}: ClusterRow): string => (typeof score === 'number' ? String(score) : '–');

/** Endings of which nothing has to be said. */
const QUIET: readonly Ending[] = ['detected', 'prevented', 'skipped'];

/** What is not as it should be on a cluster that is not green: `missed: pod-exec; late: secrets-listed`. */
export function oddText(row: ClusterRow): string {
  const bad = [...byEnding(row)].filter(([ending]) => !QUIET.includes(ending));
  return bad.map(([ending, names]) => `${ending}: ${someOf(names)}`).join('; ') || 'a gate did not hold';
}

/** What *stale* means, where a cluster is. */
export const staleText = ({staleMs, counts}: FleetReport): string[] =>
  counts.stale ? [`stale: without a run for ${formatDuration(staleMs)}; neither stale nor not run is green`] : [];

const greenText = ({clusters}: FleetReport): string[] => {
  const green = clusters.filter(row => row.green).map(({cluster}) => cluster);
  return green.length ? [`green: ${someOf(green)}`] : [];
};

/** Clusters that are none: what is known of them says nothing of a real one. */
export function simulatedText({clusters}: FleetReport): string[] {
  const names = clusters.filter(({kind}) => kind === 'simulated').map(({cluster}) => cluster);
  return names.length ? [`simulated: ${someOf(names)}; this says nothing of a real cluster`] : [];
}

/** How many columns a line has at most: one cause can be as long as a request. */
const WIDTH = 120;

/** A text behind a head, wrapped below itself. */
const hanging = (head: string, what: string): string =>
  wrapWords(what, WIDTH - head.length)
    .map((line, index) => (index ? ' '.repeat(head.length) : head) + line)
    .join('\n');

/** The report as lines, the worst first. */
export function fleetReportText(report: FleetReport, table: (rows: string[][]) => string): string {
  const lines = linesOf(report).map(({word, what}) => hanging(`${word.padEnd(8)} `, printable(what)));
  const rows = tableRows(report);
  return [
    [titleOf(report), countsText(report)].map(printable).join('\n'),
    ...(lines.length ? [lines.join('\n')] : []),
    ...(rows.length ? [table(rows).trimEnd()] : []),
    ...[[...greenText(report), ...simulatedText(report), ...staleText(report)].map(printable).join('\n')].filter(
      Boolean,
    ),
  ].join('\n\n');
}

/** The same as Markdown, for the summary of a job. */
export function fleetReportMarkdown(report: FleetReport): string {
  const rows = tableRows(report).map(row => row.map(text));
  return blocks(
    `# ${text(titleOf(report))}`,
    text(countsText(report)),
    list(linesOf(report).map(({word, what}) => `**${text(word)}** ${text(what)}`)),
    rows.length ? markdownTable(rows) : undefined,
    [...greenText(report), ...simulatedText(report), ...staleText(report)].map(text).join('  \n'),
  );
}

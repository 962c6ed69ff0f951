import type {Stage} from '../../events/words.js';
import {type FleetFinding, fleetFindings, sharedLabels} from '../../history/judge/fleet.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {EXIT} from '../../lib/errors.js';
import type {Ending} from '../../view/nightly/attempts.js';
import {type ClusterResults, type ClusterRow, type ClusterState, clusterRow} from './cluster.js';

/** Something that ended the same way on some clusters. */
export interface CommonEnding {
  ending: Ending;
  broken?: Stage;
  cause?: string;
  scenarios: string[];
  clusters: string[];
  /** Of how many that were judged. */
  of: number;
  /** Labels that all of them have, and not all of the fleet. */
  allOf: Record<string, string>;
  quarantined?: true;
}

/** A fleet's newest night. */
export interface FleetReport {
  schemaVersion: 1;
  fleet: string;
  /** When it was made, in ISO 8601. */
  at: string;
  /** After how long without a run a cluster is stale, in milliseconds. */
  staleMs: number;
  counts: Record<'green' | 'worse' | 'undecided' | 'stale' | 'not run', number>;
  /** The worst first. */
  clusters: ClusterRow[];
  /** What differs from the nights before, each once. */
  findings: FleetFinding[];
  /** What did not end as it should, each once, the worst and commonest first. */
  common: CommonEnding[];
  exitCode: number;
}

/** What is bad, and how bad: the first is the worst. */
const BAD: readonly Ending[] = ['missed', 'late', 'flaky', 'inconclusive', 'not executed'];

/** Folds what there is of each cluster into one report. The results come one after the other, and are not kept. */
export async function foldFleet(
  fleet: string,
  results: AsyncIterable<ClusterResults> | Iterable<ClusterResults>,
  options: {now: number; staleMs: number; rules: RuleSettings},
): Promise<FleetReport> {
  const nights: ReturnType<typeof clusterRow>[] = [];
  for await (const one of results) nights.push(clusterRow(one, options));
  const rows = nights.map(({row}) => row);
  const findings = fleetFindings(
    nights.map(({row: {cluster, labels}, judgement}) => ({cluster, labels, ...(judgement && {judgement})})),
    options.rules,
  );
  const count = (is: (row: ClusterRow) => boolean) => rows.filter(is).length;
  const inState = (state: ClusterState) => count(row => row.state === state);
  const counts = {
    green: count(({green}) => green),
    worse: count(({worse}) => worse),
    undecided: count(({state, green, worse}) => state === 'judged' && !green && !worse),
    stale: inState('stale'),
    'not run': inState('not run'),
  };
  const isWorse = counts.worse > 0 || findings.some(({severity}) => severity === 'gate');
  const isUnknown = !rows.length || counts.undecided + counts.stale + counts['not run'] > 0;
  return {
    ...{schemaVersion: 1, fleet, at: new Date(options.now).toISOString(), staleMs: options.staleMs, counts},
    ...{clusters: sortedRows(rows), findings, common: commonEndings(rows)},
    exitCode: isWorse ? EXIT.missed : isUnknown ? EXIT.inconclusive : EXIT.ok,
  };
}

/** Worse ones by how much is wrong, then those of which too little is known, then the green ones; each by name. */
function sortedRows(rows: readonly ClusterRow[]): ClusterRow[] {
  const rank = ({state, green, worse}: ClusterRow) =>
    worse ? 0 : state === 'not run' ? 1 : state === 'stale' ? 2 : green ? 4 : 3;
  const bad = ({scenarios}: ClusterRow) =>
    BAD.map(ending => Object.values(scenarios).filter(cell => cell.ending === ending).length);
  return rows
    .map(row => ({row, rank: rank(row), bad: bad(row)}))
    .sort((a, b) => a.rank - b.rank || more(a.bad, b.bad) || (a.row.cluster < b.row.cluster ? -1 : 1))
    .map(({row}) => row);
}

/** The one with more of the worst first. */
function more(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((count, index) => count !== b[index]);
  return at < 0 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
}

function commonEndings(rows: readonly ClusterRow[]): CommonEnding[] {
  const judged = rows.filter(({state}) => state === 'judged');
  const bad = judged.flatMap(({cluster, scenarios}) =>
    Object.entries(scenarios).flatMap(([name, cell]) => (BAD.includes(cell.ending) ? [{cluster, name, cell}] : [])),
  );
  // First each scenario with its clusters; then scenarios that broke for the same reason on the same clusters.
  const byScenario = Map.groupBy(bad, ({name, cell}) => JSON.stringify([name, cell]));
  const same = Map.groupBy(byScenario.values(), ([first, ...more]) =>
    JSON.stringify([first?.cell, [first, ...more].map(one => one?.cluster)]),
  );
  return [...same.values()]
    .flatMap(groups => {
      const first = groups[0]?.[0];
      if (!first) return [];
      const clusters = groups[0]?.map(({cluster}) => cluster) ?? [];
      return [
        {
          ...first.cell,
          ...{scenarios: groups.flatMap(([one]) => one?.name ?? []).sort(), clusters: clusters.sort()},
          ...{of: judged.length, allOf: sharedLabels(rows, new Set(clusters))},
        },
      ];
    })
    .sort(
      (a, b) =>
        Number(a.quarantined ?? false) - Number(b.quarantined ?? false) ||
        BAD.indexOf(a.ending) - BAD.indexOf(b.ending) ||
        b.clusters.length - a.clusters.length ||
        (a.scenarios.join() < b.scenarios.join() ? -1 : 1),
    );
}

import type {ClusterKind, Stage} from '../../events/words.js';
import {nightOf} from '../../history/compare/night-of.js';
import type {Finding} from '../../history/judge/finding.js';
import {type Judgement, judge} from '../../history/judge/judge.js';
import type {Pin} from '../../history/judge/night.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import type {RunRecord, VerdictRecord} from '../../history/store/record.js';
import {EXIT} from '../../lib/errors.js';
import {type Ending, endingOfAll} from '../../view/nightly/attempts.js';
import type {Outcome} from '../outcome.js';

/**
 * What is known of a cluster. *judged*: its newest run finished lately. *stale*: it did, and that is too long ago. *not
 * run*: there is no run, or the newest one did not come to its end. Only what was judged can be green.
 */
export type ClusterState = 'judged' | 'stale' | 'not run';

/** How one scenario ended on a cluster, and where the chain broke. */
export interface Cell {
  ending: Ending;
  broken?: Stage;
  cause?: string;
  /** No gate looked at it. */
  quarantined?: true;
}

/** A cluster's newest night. */
export interface ClusterRow {
  cluster: string;
  state: ClusterState;
  /** Whether it was judged and every gate held. */
  green: boolean;
  /** Whether something is known to be wrong: missed, late, or a gate that is known not to hold. */
  worse: boolean;
  labels: Readonly<Record<string, string>>;
  drill?: string;
  kind?: ClusterKind;
  /** Of the run that is told of, in milliseconds since 1970. */
  started?: number;
  run?: string;
  score?: number | null;
  scenarios: Readonly<Record<string, Cell>>;
  /** Why it is not judged. */
  why?: string;
}

/** Everything that there is of a cluster: its runs of one drill in any order, and what the fleet's run said of it last. */
export interface ClusterResults {
  cluster: string;
  records: readonly RunRecord[];
  pins: readonly Pin[];
  outcome?: Outcome;
  /** As the fleet file has them. */
  labels?: Readonly<Record<string, string>>;
}

interface Options {
  /** Both in milliseconds; `now` since 1970. */
  now: number;
  staleMs: number;
  rules: RuleSettings;
}

/** The newest night of a cluster, and what the nights before say of it. */
export function clusterRow(results: ClusterResults, options: Options): {row: ClusterRow; judgement?: Judgement} {
  const {cluster, records, pins, outcome, labels} = results;
  const newest = records.reduce<RunRecord | undefined>(
    (last, record) => (last && last.started > record.started ? last : record),
    undefined,
  );
  // Of an entry that was not played the outcome alone is left behind.
  const later = outcome && (!newest || Date.parse(outcome.ended) > newest.ended) ? outcome : undefined;
  const known = labels ?? outcome?.labels ?? (newest ? JSON.parse(newest.labels) : {});
  if (later && NOT_PLAYED.has(later.exitCode)) return {row: {...absent(cluster, known), why: whyNot(later)}};
  if (!newest) return {row: {...absent(cluster, known), why: 'no result of it is there'}};
  const row = rowOf(cluster, known, newest, later, options);
  const judgement = row.state === 'judged' ? judge(records.map(nightOf), options.rules, pins) : undefined;
  return {row, ...(judgement && {judgement: withoutQuarantine(judgement, row.scenarios)})};
}

/** Exit codes with which nothing was attacked, or not all of it. */
const NOT_PLAYED: ReadonlySet<number> = new Set([EXIT.usage, EXIT.environment]);

function rowOf(
  cluster: string,
  labels: ClusterRow['labels'],
  newest: RunRecord,
  outcome: Outcome | undefined,
  {now, staleMs}: Options,
): ClusterRow {
  const {drill, kind, started, ended, score, uid, green, outcome: end} = newest;
  const state = end !== 'finished' ? 'not run' : now - ended > staleMs ? 'stale' : 'judged';
  const scenarios = cellsOf(newest.verdicts);
  const standing = state === 'judged' ? standingOf(scenarios, green, outcome) : undefined;
  return {
    ...{cluster, state, labels, drill, kind, started, score, run: uid, scenarios},
    green: standing === 'green',
    worse: standing === 'worse',
    ...(state === 'not run' && {why: `its newest run was ${end}`}),
  };
}

const absent = (cluster: string, labels: ClusterRow['labels']): ClusterRow => ({
  ...{cluster, state: 'not run', green: false, worse: false, labels, scenarios: {}},
});

const whyNot = ({exitCode, why}: Outcome): string => `exit ${exitCode}${why === undefined ? '' : `: ${why}`}`;

function cellsOf(verdicts: readonly VerdictRecord[]): Record<string, Cell> {
  const all = Map.groupBy(verdicts, ({scenario}) => scenario);
  const cells = [...all].flatMap(([name, attempts]): [string, Cell][] => {
    const sorted = attempts.toSorted((a, b) => a.attempt - b.attempt);
    const ending = endingOfAll(sorted.map(({verdict}) => verdict));
    const [first] = sorted;
    if (!ending || !first) return [];
    const {broken, cause, quarantined} = first;
    return [
      [
        name,
        {ending, ...(broken && {broken}), ...(cause && {cause}), ...(quarantined && {quarantined: true as const})},
      ],
    ];
  });
  return Object.fromEntries(cells.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the run's own exit code says it, where that is known, and else as it would be from its endings. */
function standingOf(
  scenarios: Record<string, Cell>,
  held: boolean,
  outcome: Outcome | undefined,
): 'green' | 'worse' | 'undecided' {
  if (outcome) return outcome.exitCode === EXIT.ok ? 'green' : outcome.exitCode === EXIT.missed ? 'worse' : 'undecided';
  const endings = new Set(Object.values(scenarios).flatMap(c => (c.quarantined ? [] : c.ending)));
  if (endings.has('missed') || endings.has('late')) return 'worse';
  if (endings.has('inconclusive') || endings.has('not executed')) return 'undecided';
  return held ? 'green' : 'worse';
}

/** A finding of scenarios in quarantine counts for nothing; what a link does is everybody's. */
function withoutQuarantine(judgement: Judgement, cells: Record<string, Cell>): Judgement {
  const findings = judgement.findings.flatMap((finding): Finding[] => {
    if (finding.tier === 'link') return [finding];
    const scenarios = finding.scenarios.filter(name => !cells[name]?.quarantined);
    return scenarios.length ? [{...finding, scenarios}] : [];
  });
  return {...judgement, findings};
}

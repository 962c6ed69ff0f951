import type {ClusterKind, Verdict} from '../../events/words.js';
import {type Ending, endingOfAll} from '../../view/nightly/attempts.js';
import {type Comparison, compareRun} from '../compare/compare.js';
import {type Change, changes, flatContext} from '../judge/context.js';
import type {Pin} from '../judge/night.js';
import type {RuleSettings} from '../judge/settings.js';
import type {RunRecord} from '../store/record.js';
import type {Place} from '../store/store.js';
import {type LinkTrend, linkTrends} from './latency.js';

/** What came of one scenario in one run. */
export interface Cell {
  ending: Ending;
  /** Of each attempt, the first one first. */
  attempts: Verdict[];
  quarantined: boolean;
  /** Why the chain broke in the first attempt that says so; null: it did not, or nobody knows. */
  cause: string | null;
}

/** A column of the pictures. */
export interface Slot {
  /** When the run started, or the first of the nights without one; milliseconds since 1970. */
  at: number;
  /** Absent: there was no run. */
  run?: Pick<RunRecord, 'uid' | 'outcome' | 'score' | 'green'> & {cells: Readonly<Record<string, Cell>>};
  /** How many nights had no run; 0 in the column of a run. */
  missing: number;
  /** What was under test and differs from the run before. */
  changes: Change[];
}

/** The nights of one drill on one cluster of one kind. */
export interface Trend extends Place {
  kind: ClusterKind;
  scenarios: string[];
  slots: Slot[];
  links: LinkTrend[];
  /** The newest run that finished, beside its pinned nights; absent: none finished. */
  comparison?: Comparison;
}

/** What a trend is made with. */
export interface TrendOptions {
  rules: RuleSettings;
  pins?: readonly Pin[];
  /** At most this many of the newest runs are shown; baselines are those of all. */
  last: number;
}

const DAY_MS = 86_400_000;

/**
 * The nights of a place as they are drawn, a trend for each kind of cluster: simulated and real nights are never put beside
 * each other.
 *
 * @param records of one place, in any order
 */
export function trendsOf(records: readonly RunRecord[], options: TrendOptions): Trend[] {
  const sorted = records.toSorted((a, b) => a.started - b.started || (a.uid < b.uid ? -1 : 1));
  return [...Map.groupBy(sorted, ({kind}) => kind).values()].flatMap(runs => trendOf(runs, options));
}

function trendOf(runs: readonly RunRecord[], {last, rules, pins}: TrendOptions): Trend[] {
  const [newest] = runs.slice(-1);
  if (!newest) return [];
  const first = Math.max(0, runs.length - last);
  const slots = runs.slice(first).flatMap((run, i) => slotsOf(run, runs[first + i - 1]));
  const finished = runs.findLast(({outcome}) => outcome === 'finished');
  const comparison = finished && compareRun(runs, finished.uid, {baseline: 'pinned', rules, ...(pins && {pins})});
  const {fleet, cluster, drill, kind} = newest;
  return [
    {
      ...{fleet, cluster, drill, kind, slots},
      scenarios: [...new Set(slots.flatMap(({run}) => Object.keys(run?.cells ?? {})))].sort(),
      links: linkTrends(runs, slots, comparison?.links ?? [], pins),
      ...(comparison && {comparison}),
    },
  ];
}

/** The column of a run, after one for the nights before it that had none. */
function slotsOf(run: RunRecord, before: RunRecord | undefined): Slot[] {
  const {uid, outcome, score, green, started} = run;
  const missing = before ? Math.max(0, Math.round((started - before.started) / DAY_MS) - 1) : 0;
  const gap: Slot[] = before && missing ? [{at: before.started + DAY_MS, missing, changes: []}] : [];
  const cells = Object.fromEntries(
    [...Map.groupBy(run.verdicts, ({scenario}) => scenario)].map(([name, attempts]) => [name, cellOf(attempts)]),
  );
  return [
    ...gap,
    {at: started, run: {uid, outcome, score, green, cells}, missing: 0, changes: before ? changed(before, run) : []},
  ];
}

function cellOf(records: RunRecord['verdicts']): Cell {
  const attempts = records.toSorted((a, b) => a.attempt - b.attempt);
  const verdicts = attempts.map(({verdict}) => verdict);
  return {
    ending: endingOfAll(verdicts) ?? 'inconclusive',
    attempts: verdicts,
    quarantined: attempts.some(({quarantined}) => quarantined),
    cause: attempts.find(({cause}) => cause !== null)?.cause ?? null,
  };
}

/** Nothing where one of the two does not say what was under test. */
function changed(before: RunRecord, run: RunRecord): Change[] {
  if (!before.context || !run.context) return [];
  const [earlier, later] = [before, run].map(({context}) => flatContext(JSON.parse(context?.json ?? '{}')));
  const scenarios = [...new Set([...before.verdicts, ...run.verdicts].map(({scenario}) => scenario))];
  return changes(earlier ?? {}, later ?? {}, scenarios);
}

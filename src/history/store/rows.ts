import {endingOfAll} from '../../view/nightly/attempts.js';
import {BENIGN, KIND, OUTCOME, STAGE, VERDICT, wordOf} from './codes.js';
import type {RunRecord, VerdictRecord} from './record.js';
import type {Night, RunRow} from './store.js';

/** A row as a database gives it back. */
export type Row = Record<string, unknown>;
/** What a column takes. */
export type Value = string | number | null;

/** A run as a row, without the id of what was under test. */
export function runColumns(record: RunRecord, digest: string, events: string | undefined): Record<string, Value> {
  const {uid, drill, fleet, cluster, kind, started, ended, outcome, score, green, branch, labels, size} = record;
  return {
    ...{uid, drill, fleet, cluster, started, ended, score, branch, labels, size, digest},
    ...{kind: KIND[kind], outcome: OUTCOME[outcome], green: Number(green), events: events ?? null},
  };
}

/** An attempt as a row, without the ids of its series, its run and its cause. */
export function verdictColumns(verdict: VerdictRecord): Record<string, Value> {
  const {attempt, own, total, sla, benign, broken} = verdict;
  return {
    ...{attempt, total, sla, ...own},
    verdict: VERDICT[verdict.verdict],
    benign: benign && BENIGN[benign],
    broken: broken && STAGE[broken],
    quarantined: Number(verdict.quarantined),
  };
}

/** A run of a list, from its row and the rows of its verdicts: `series`, `verdict`, in the order of attempts. */
export function runRowOf(row: Row, verdicts: readonly Row[]): RunRow {
  const {uid, drill, fleet, cluster, started, ended, score, branch, events} = row as unknown as RunRow;
  return {
    ...{uid, drill, fleet, cluster, started, ended, score, branch, events},
    ...kindAndEnd(row),
    endings: endingsOf(verdicts),
  };
}

/** A run as it was handed in, from its row with the `hash` and `json` of its context, and the rows of its verdicts. */
export function recordOfRows(row: Row, verdicts: readonly Row[]): RunRecord {
  const {uid, drill, fleet, cluster, started, ended, score, branch, labels, size} = row as unknown as RunRecord;
  return {
    ...{uid, drill, fleet, cluster, started, ended, score, branch, labels, size},
    ...kindAndEnd(row),
    context: row.hash === null ? null : {hash: String(row.hash), json: String(row.json)},
    verdicts: verdicts.map(verdictOf),
  };
}

/** A night of a series, from its verdict with what it shows of series and run. */
export function nightOf(row: Row): Night {
  const {fleet, cluster, drill, uid, started} = row as Row & Night;
  const {kind} = kindAndEnd(row);
  return {...verdictOf(row), ...{fleet, cluster, drill, uid, started, kind}, context: textOrNull(row.context)};
}

const kindAndEnd = (row: Row) => ({
  kind: wordOf(KIND, Number(row.kind)) ?? 'simulated',
  outcome: wordOf(OUTCOME, Number(row.outcome)) ?? 'interrupted',
  green: row.green === 1,
});

function endingsOf(verdicts: readonly Row[]): RunRow['endings'] {
  const endings: RunRow['endings'] = {};
  for (const attempts of Map.groupBy(verdicts, ({series}) => series).values()) {
    const ending = endingOfAll(attempts.map(({verdict}) => wordOf(VERDICT, Number(verdict))));
    if (ending) endings[ending] = (endings[ending] ?? 0) + 1;
  }
  return endings;
}

function verdictOf(row: Row): VerdictRecord {
  const {scenario, attempt, audited, collected, alerted, acknowledged, total, sla} = row as unknown as VerdictRecord &
    VerdictRecord['own'];
  const {benign, broken} = row;
  return {
    ...{scenario, attempt, total, sla},
    verdict: wordOf(VERDICT, Number(row.verdict)) ?? 'inconclusive',
    own: {audited, collected, alerted, acknowledged},
    benign: (benign !== null && wordOf(BENIGN, Number(benign))) || null,
    broken: (broken !== null && wordOf(STAGE, Number(broken))) || null,
    cause: textOrNull(row.cause_text),
    quarantined: row.quarantined === 1,
  };
}

/** Of two logs of one run the longer one; of two that are as long and differ, always the same one. */
export const isBetter = (offered: {size: number; digest: string}, known: Row): boolean =>
  offered.size === known.size ? offered.digest > String(known.digest) : offered.size > Number(known.size);

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

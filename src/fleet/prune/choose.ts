import {basename, dirname, posix} from 'node:path';
import {isLog} from '../../history/import/logs.js';
import {type Outcome, readOutcome} from '../outcome.js';

/** A run in the results of a cluster: its folder, when it began in milliseconds since 1970, and the files in it. */
export interface OldRun {
  dir: string;
  at: number;
  files: string[];
}

/** What the run of a fleet left of one cluster: an outcome, and runs beside it. */
export interface Entry {
  dir: string;
  /** The file of the outcome. */
  file: string;
  outcome: Outcome;
  runs: OldRun[];
}

/** What is to go: runs, and outcomes by their files. */
export interface TooOld {
  runs: OldRun[];
  outcomes: string[];
}

/** `2026-12-01T02-17-00-a1b2c3`, as runs call their folders. */
const RUN = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-\w+$/;

function startOf(dir: string): number | undefined {
  const [, day, hours, minutes, seconds] = RUN.exec(basename(dir)) ?? [];
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Results among files: where an outcome is, folders beside it that are called as runs are and hold an event log are its runs.
 * Nothing else is anybody's to remove.
 *
 * @param files by their path, with `/`
 * @param outcomes texts of outcomes by their file; what is none makes no entry
 */
export function entriesOf(files: readonly string[], outcomes: ReadonlyMap<string, string>): Entry[] {
  const below = Map.groupBy(files, file => dirname(file));
  const byParent = Map.groupBy(below.keys(), dir => dirname(dir));
  return [...outcomes].flatMap(([file, text]): Entry[] => {
    const outcome = readOutcome(text);
    if (!outcome) return [];
    const dir = dirname(file);
    const runs = (byParent.get(dir) ?? []).flatMap(run => {
      const [at, own] = [startOf(run), below.get(run) ?? []];
      return at !== undefined && own.some(isLog) ? [{dir: run, at, files: own}] : [];
    });
    return [{dir, file, outcome, runs}];
  });
}

/**
 * What is older than a time. Of each cluster the newest outcome and the newest run stay, however old: a cluster that nobody
 * plays any more is to be *stale*, not forgotten.
 *
 * @param before in milliseconds since 1970
 */
export function tooOld(entries: readonly Entry[], before: number): TooOld {
  const clusters = Map.groupBy(entries, ({outcome: {fleet, cluster}}) => JSON.stringify([fleet, cluster]));
  const chosen = [...clusters.values()].map((of): TooOld => {
    const outcomes = newestFirst(of, ({outcome}) => Date.parse(outcome.ended));
    const runs = newestFirst(
      of.flatMap(entry => entry.runs),
      ({at}) => at,
    );
    return {
      runs: runs.slice(1).filter(({at}) => at < before),
      outcomes: outcomes
        .slice(1)
        .filter(({outcome}) => Date.parse(outcome.ended) < before)
        .map(({file}) => file),
    };
  });
  return {runs: chosen.flatMap(one => one.runs), outcomes: chosen.flatMap(one => one.outcomes)};
}

const newestFirst = <T>(all: readonly T[], timeOf: (one: T) => number): T[] =>
  all.toSorted((a, b) => timeOf(b) - timeOf(a));

/** Folders above a path, the nearest first, below the place itself. */
export function foldersAbove(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [] : [parent, ...foldersAbove(parent)];
}

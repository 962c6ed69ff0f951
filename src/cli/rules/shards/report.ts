import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {usageError} from '../../../lib/errors.js';
import {writeOutput} from '../../../lib/files/files.js';
import {type GlobalFlags, type Io, tellText, writeJson, writeText} from '../../io.js';
import {table} from '../../table.js';
import {addCounts, addRows, type MatchRow, together} from '../count/counts.js';
import {figuresOf} from '../count/figures.js';
import {exitCodeOf, mostFalseAlarms} from '../exit-code.js';
import {figuresText, nothingRead} from '../text.js';
import {type Gap, gapsOf, mergeSummaries} from './merge.js';
import {readSummary, type Summary, summaryPieces} from './summary.js';

/** Flags of `rules merge`. */
export interface MergeFlags extends GlobalFlags {
  maxFalseAlarms?: string;
  summary?: string;
}

/** The summary of a path, or all that are in a folder: that of a Job has one for each index. */
const summariesAt = (path: string): string[] =>
  statSync(path, {throwIfNoEntry: false})?.isDirectory()
    ? readdirSync(path)
        .filter(name => name.endsWith('.json'))
        .sort()
        .map(name => join(path, name))
    : [path];

/** `kubedrill rules merge`: what rules made of a log that was read in parts. Returns the exit code. */
export function mergeRules(files: readonly string[], flags: MergeFlags, io: Io): number {
  if (flags.summary === '-' && flags.json)
    throw usageError('--summary - and --json would both write to stdout', ['write --summary FILE']);
  const merged = mergeSummaries(files.flatMap(summariesAt).map(readSummary));
  const most = mostFalseAlarms(flags.maxFalseAlarms, merged.labels !== undefined);
  const gaps = gapsOf(merged.shards);
  const counts = addCounts(merged.shards);
  const figures = figuresOf(counts, gaps.length > 0);
  if (flags.summary !== undefined && flags.summary !== '-') writeOutput(flags.summary, summaryPieces(merged));
  if (flags.summary === '-') for (const piece of summaryPieces(merged)) writeText(io, piece);
  else if (flags.json) {
    const rows = rulesOf(counts.rows);
    writeJson(io, {
      shards: merged.shards.length,
      gaps,
      byRule: rows,
      rows: counts.rows,
      ...figures,
      rules: merged.rules,
    });
  } else writeText(io, [...mergedText(merged, counts.rows, gaps), figuresText(figures)].join('\n'));
  if (figures.events === 0) tellText(io, nothingRead(figures));
  return exitCodeOf(figures, most, gaps.length > 0);
}

/** What a rule came to in all shards. */
interface RuleSum {
  rule: string;
  matches: number;
  alarms: number;
  /** How many different actors, and on how many days. */
  actors: number;
  days: number;
}

function rulesOf(rows: readonly MatchRow[]): RuleSum[] {
  const different = (key: 'actor' | 'day', rule: string) =>
    new Set(rows.filter(row => row.rule === rule).map(row => row[key])).size;
  return together(rows, row => row.rule, addRows)
    .map(({rule, matches, alarms}) => ({
      ...{rule, matches, alarms},
      ...{actors: different('actor', rule), days: different('day', rule)},
    }))
    .sort((a, b) => b.alarms - a.alarms || (a.rule < b.rule ? -1 : 1));
}

function mergedText({shards}: Summary, rows: readonly MatchRow[], gaps: readonly Gap[]): string[] {
  const sums = rulesOf(rows).map(sum => [sum.rule, ...[sum.matches, sum.alarms, sum.actors, sum.days].map(String)]);
  return [
    `${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}`,
    ...gaps.map(({log, from, until}) => `NOT READ: ${log}, ${from} to ${until}`),
    ...(sums.length ? ['', table([['rule', 'matches', 'alarms', 'actors', 'days'], ...sums]).trimEnd()] : []),
  ];
}

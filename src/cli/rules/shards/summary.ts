import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {ruleHashes} from '../../../drill/context/hashes.js';
import {messageOf, usageError} from '../../../lib/errors.js';
import {canonicalHash, canonicalText} from '../../../lib/json/canonical.js';
import {jsonPieces} from '../../../lib/json/pieces.js';
import {issueText, plainIssues} from '../../../lib/yaml/issue-words.js';
import {loadedCount} from '../../../sigma/load/loaded.js';
import type {RuleSet} from '../../../sigma/rule-set.js';
import type {FigureCount} from '../count/count.js';
import type {Stretch} from '../flags.js';

const count = z.int().nonnegative();
/** Milliseconds since 1970; null where a stretch is open. */
const border = z.number().nullable();
const Borders = {from: border, until: border};

const Row = z.strictObject({
  ...{rule: z.string(), actor: z.string(), day: z.string()},
  ...{matches: count, alarms: count, onAttacks: count},
});

const Scenario = z.strictObject({
  ...{scenario: z.string(), labelled: count, different: count},
  ...{seen: z.array(z.string()), matched: z.array(z.string()), rules: z.array(z.string())},
});

const Shard = z.strictObject({
  /** What the log was called, and what `--log` named. */
  name: z.string().optional(),
  logs: z.array(z.string()),
  ...Borders,
  leadInMs: count,
  /** The stretch that it is a part of. */
  whole: z.strictObject(Borders).optional(),
  events: count,
  unreadable: z.array(z.strictObject({reason: z.string(), records: count, first: z.string()})),
  places: z.record(z.string(), count),
  unfinished: z.array(z.string()),
  mayHideAttack: z.boolean(),
  first: z.string().optional(),
  last: z.string().optional(),
  rows: z.array(Row),
  scenarios: z.array(Scenario).optional(),
});

/** What rules made of one stretch of a log. */
export type Shard = z.output<typeof Shard>;

const Summary = z.strictObject({
  rulesSummary: z.literal(1),
  /** The hash of all rules that can alert, and how many were loaded and left out. */
  rules: z.strictObject({pack: z.string(), loaded: count, skipped: count}),
  /** The hash of the labels; only where there were some. */
  labels: z.string().optional(),
  shards: z.array(Shard).min(1),
});

/** What rules made of a log, in parts that can be put together. */
export type Summary = z.output<typeof Summary>;

/** The summary of one reading. */
export function summaryOf(
  {logs, name}: {logs: readonly string[]; name: string | undefined},
  {window, shard}: Stretch,
  rules: RuleSet,
  counted: FigureCount,
): Summary {
  const counts = counted.counts();
  return inOrder({
    rulesSummary: 1,
    rules: {pack: ruleHashes(rules).pack, loaded: loadedCount(rules), skipped: rules.skipped.length},
    ...(counted.labels && {labels: canonicalHash(counted.labels)}),
    shards: [
      {
        ...(name !== undefined && {name}),
        logs: [...logs],
        ...bordersOf(window),
        leadInMs: window.leadInMs,
        ...(shard && {whole: bordersOf(shard)}),
        ...counts,
      },
    ],
  });
}

const bordersOf = ({from, until}: {from: number; until: number}) => ({from: finite(from), until: finite(until)});

const finite = (time: number): number | null => (Number.isFinite(time) ? time : null);

/** The same summary in the one order that it has: of shards by name, logs and time, of rows and sets by their text. */
export function inOrder(summary: Summary): Summary {
  const shards = summary.shards.map(shard => ({
    ...shard,
    rows: sorted(shard.rows, row => canonicalText([row.rule, row.actor, row.day])),
    ...(shard.scenarios && {scenarios: sorted(shard.scenarios, one => one.scenario)}),
  }));
  return {...summary, shards: shards.sort(byPlace)};
}

const sorted = <T>(all: readonly T[], keyOf: (one: T) => string): T[] =>
  all
    .map(one => [keyOf(one), one] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, one]) => one);

/** What a shard's log is called. */
export const logOf = ({name, logs}: Shard): string => name ?? logs.join(', ');

function byPlace(a: Shard, b: Shard): number {
  const [first, second] = [logOf(a), logOf(b)];
  if (first !== second) return first < second ? -1 : 1;
  const since = (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY);
  return since || (canonicalText(a) < canonicalText(b) ? -1 : 1);
}

/** A summary as text, in pieces; the same text for the same summary. Of a long log it is large. */
export const summaryPieces = (summary: Summary): Generator<string> => jsonPieces(summary);

const NEXT = ['name files that `kubedrill rules test --summary FILE` wrote'];

/**
 * Reads a summary.
 *
 * @throws DrillError (exit code 2) for a file that cannot be read or is none.
 */
export function readSummary(file: string): Summary {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw usageError(`${file} is not a summary of rules: ${messageOf(error)}`, NEXT);
  }
  const parsed = Summary.safeParse(value);
  if (parsed.success) return inOrder(parsed.data);
  const problems = plainIssues(parsed.error.issues).map(issue => `${file}: ${issueText(issue, value, 'the summary')}`);
  throw usageError([`${file} is not a summary of rules`, ...problems.slice(0, 10)], NEXT);
}

import {formatDuration} from '../../lib/duration.js';
import {usageError} from '../../lib/errors.js';
import {leadInOf} from '../../sigma/correlate/lead-in.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {durationFlag} from '../number-flags.js';
import {ALL, type Window} from './play/window.js';

/** Flags that name a stretch of a log. */
export interface WindowFlags {
  from?: string;
  until?: string;
  leadIn?: string;
  shard?: string;
}

/** One of several equal parts of a stretch of time. */
export interface ShardOf {
  /** Counted from 0, as the indices of a Job are. */
  index: number;
  count: number;
  /** The whole stretch, in milliseconds. */
  from: number;
  until: number;
}

/** What of a log is played. */
export interface Stretch {
  window: Window;
  shard?: ShardOf;
  /** To be told before anything is read. */
  warning?: string;
}

const NEXT = ['write a day or a time with its zone: 2026-11-23, 2026-11-23T13:00:00Z'];
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/** The most shards that a stretch is cut into. */
const MOST_SHARDS = 100_000;

/**
 * What `--from`, `--until`, `--lead-in` and `--shard` name.
 *
 * @throws DrillError (exit code 2) for what is no time, no duration, or no part of anything.
 */
export function stretchOf(flags: WindowFlags, rules: RuleSet): Stretch {
  const [from, until] = [timeFlag('--from', flags.from), timeFlag('--until', flags.until)];
  if (from === undefined && until === undefined) return allOf(flags);
  if (from !== undefined && until !== undefined && from >= until)
    throw usageError(`--from ${flags.from} is not before --until ${flags.until}`, NEXT);
  const needed = leadInOf(rules);
  const {leadIn = 'auto'} = flags;
  const leadInMs = leadIn === 'auto' ? needed : durationFlag('--lead-in', leadIn);
  const whole = {from: from ?? ALL.from, until: until ?? ALL.until};
  const shard = flags.shard === undefined ? undefined : shardFlag(flags.shard, whole);
  const warning =
    `--lead-in ${leadIn} is shorter than what these rules look back: ${formatDuration(needed)}. ` +
    'Matches near the borders may differ from those of the whole log';
  return {
    window: {...(shard ? partOf(shard) : whole), leadInMs},
    ...(shard && {shard}),
    ...(leadInMs < needed && {warning}),
  };
}

function allOf({leadIn, shard}: WindowFlags): Stretch {
  if (leadIn === undefined && shard === undefined) return {window: ALL};
  throw usageError(`--${shard === undefined ? 'lead-in' : 'shard'} needs --from and --until`, NEXT);
}

/** Milliseconds of a time in a flag. */
function timeFlag(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes 30 February for the second of March.
  const isDay =
    !Number.isNaN(time) && new Date(Date.parse(text.slice(0, 10))).toISOString().startsWith(text.slice(0, 10));
  if (isDay) return time;
  throw usageError(`${name} ${text} is not a time`, NEXT);
}

function shardFlag(text: string, {from, until}: {from: number; until: number}): ShardOf {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = {index: Number(index), count: Number(count), from, until};
  if (!Number.isFinite(from) || !Number.isFinite(until))
    throw usageError('--shard needs --from and --until', [
      'say which stretch is cut: --from 2026-01-01 --until 2027-01-01',
    ]);
  if (shard.count >= 1 && shard.count <= MOST_SHARDS && shard.index < shard.count) return shard;
  throw usageError(`--shard ${text} is not one part of several`, [
    'write INDEX/COUNT, counted from 0: --shard 0/100 to --shard 99/100',
  ]);
}

/** The stretch of one part, to the millisecond: each begins where the one before it ends. */
export function partOf({index, count, from, until}: ShardOf): {from: number; until: number} {
  const border = (at: number) => (at === count ? until : from + Math.floor(((until - from) * at) / count));
  return {from: border(index), until: border(index + 1)};
}

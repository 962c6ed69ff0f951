import {once} from 'node:events';
import {availableParallelism} from 'node:os';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {writeOutput} from '../../lib/files/files.js';
import {printableJson} from '../../lib/text/printable.js';
import type {RuleMatch} from '../../sigma/engine.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {logInputs} from '../../sources/recorded/inputs.js';
import {type GlobalFlags, type Io, tellLines, tellText, writeLines, writeText} from '../io.js';
import {tellingWhile} from '../keep-telling.js';
import {countFlag} from '../number-flags.js';
import {FigureCount} from './count/count.js';
import type {Figures} from './count/figures.js';
import {exitCodeOf, mostFalseAlarms} from './exit-code.js';
import {stretchOf, type WindowFlags} from './flags.js';
import {readLabels} from './labels.js';
import {type RuleFlags, readRules, rulesJson, tellRules} from './load.js';
import {playLogs} from './play/play.js';
import {Player} from './play/player.js';
import {type Summary, summaryOf, summaryPieces} from './shards/summary.js';
import {figuresText, matchLine, nothingRead} from './text.js';
import {playOnThreads} from './threads/play.js';
import {withThreads} from './threads/pool.js';

/** Flags of `rules test`. */
export interface TestFlags extends GlobalFlags, RuleFlags, WindowFlags {
  log?: string[];
  labels?: string;
  maxFalseAlarms?: string;
  summary?: string;
  name?: string;
  threads?: string;
}

const THREADS = {least: 1, most: 64};

/** `kubedrill rules test`: what rules find in recorded logs. Returns the exit code. */
export async function testRules(flags: TestFlags, io: Io): Promise<number> {
  const named = flags.log ?? [];
  const logs = await logInputs(named, io);
  const threads = threadsOf(flags);
  const most = mostFalseAlarms(flags.maxFalseAlarms, flags.labels !== undefined);
  refuseMixed(flags);
  const count = new FigureCount(flags.labels === undefined ? undefined : readLabels(flags.labels));
  const rules = readRules(flags);
  const stretch = stretchOf(flags, rules);
  tellRules(io, rules, flags);
  if (stretch.warning !== undefined) tellLines(io, [stretch.warning]);
  const player = new Player(rules, count, stretch.window);
  const output = flags.summary === '-' ? noOutput : flags.json ? jsonOutput(rules, io) : textOutput(io);
  const figures = await tellingWhile(
    {clock: realClock, say: text => tellText(io, `  ${text}\n`), quiet: flags.quiet},
    () => `${count.events} events read`,
    async () => {
      if (threads === 1) await playLogs(logs, [player], output.matches);
      else await withThreads(threads - 1, player, flags, pool => playOnThreads(logs, player, pool, output.matches));
      return count.figures();
    },
  );
  output.end(figures);
  if (flags.summary !== undefined) {
    const summary = summaryOf({logs: named, name: flags.name}, stretch, rules, count);
    await writeSummary(flags.summary, summary, io);
  }
  if (isQuietPart(flags, figures)) return EXIT.ok;
  return exitCodeTold(figures, most, io);
}

/** @throws DrillError (exit code 2) for flags that do not go together. */
function refuseMixed({name, summary, json}: TestFlags): void {
  if (name !== undefined && summary === undefined)
    throw usageError('--name needs --summary, in which it stands', ['write --summary FILE']);
  if (summary === '-' && json)
    throw usageError('--summary - and --json would both write to stdout', ['write --summary FILE']);
}

/** Writes a summary to a file, or to stdout as fast as its reader takes it. */
async function writeSummary(file: string, summary: Summary, io: Io): Promise<void> {
  const pieces = summaryPieces(summary);
  if (file !== '-') writeOutput(file, pieces);
  else for (const piece of pieces) await taken(io, writeText(io, piece));
}

const threadsOf = ({threads}: TestFlags): number =>
  threads === undefined ? availableParallelism() : countFlag('--threads', threads, THREADS);

/** The exit code; that nothing could be read is told. */
function exitCodeTold(figures: Figures, most: number, io: Io): number {
  if (figures.events === 0) tellText(io, nothingRead(figures));
  return exitCodeOf(figures, most);
}

/** A part of the time may be without events. Whether the log is empty, `rules merge` sees, which has all parts. */
const isQuietPart = ({shard, summary}: TestFlags, {events, unreadable}: Figures): boolean =>
  shard !== undefined && summary !== undefined && events + unreadable === 0;

/** Where matches go while a log is read, and figures at its end. */
interface Output {
  matches(matches: readonly RuleMatch[]): Promise<void>;
  end(figures: Figures): void;
}

const noOutput: Output = {matches: async () => {}, end: () => {}};

const textOutput = (io: Io): Output => ({
  matches: matches => taken(io, writeLines(io, matches.map(matchLine))),
  end: figures => void writeText(io, figuresText(figures)),
});

/** One document, written while the log is read: however many matches there are, they are not held. */
function jsonOutput(rules: RuleSet, io: Io): Output {
  let before = '{"matches":[';
  return {
    async matches(matches) {
      const entries = matches.map(({rule, event: {auditID, stageTimestamp: time}}) =>
        printableJson({rule: rule.id, auditID, time}),
      );
      await taken(io, writeText(io, `${before}${entries.join(',\n')}`));
      before = ',';
    },
    end(figures) {
      const start = before.startsWith(',') ? '' : before;
      writeText(io, `${start}],\n${printableJson({...figures, rules: rulesJson(rules)}, 2).slice(1)}`);
    },
  };
}

/** Waits until the reader has taken what was written, or has gone. */
async function taken({stdout}: Io, hasRoom: boolean): Promise<void> {
  if (!hasRoom) await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]);
}

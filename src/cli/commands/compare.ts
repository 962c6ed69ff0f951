import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {type Baseline, type Comparison, compareRun, gatesOf} from '../../history/compare/compare.js';
import {breaks} from '../../history/compare/gates.js';
import {compareJunit} from '../../history/compare/junit.js';
import {pinsOf} from '../../history/compare/pins.js';
import {compareMarkdown, compareText} from '../../history/compare/words.js';
import {loadHistory} from '../../history/config/load.js';
import type {HistoryFile} from '../../history/config/schema.js';
import {readLog} from '../../history/import/logs.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {DEFAULT_STORE} from '../../history/store/place.js';
import {type RunRecord, recordOf} from '../../history/store/record.js';
import type {HistoryStore, RunRow} from '../../history/store/store.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import type {Define} from '../define.js';
import {LATEST, openToDecide, runNamed} from '../history/decide.js';
import {type GlobalFlags, type Io, writeJson, writeText} from '../io.js';
import {HISTORY_FILE_HELP, HISTORY_HELP} from '../run/history-file.js';

interface CompareFlags extends GlobalFlags {
  baseline: string;
  format: string;
  history?: string;
  historyFile?: string;
}

const FORMATS: Readonly<Record<string, (comparison: Comparison, config: HistoryFile, io: Io) => void>> = dictionary({
  text: (comparison, config, io) => void writeText(io, compareText(comparison, config)),
  md: (comparison, config, io) => void writeText(io, compareMarkdown(comparison, config)),
  json: (comparison, _, io) => writeJson(io, comparison),
  junit: (comparison, _, io) => void writeText(io, compareJunit(comparison)),
});
const FORMAT_NAMES = Object.keys(FORMATS).join(', ');

const EXAMPLES = `
Examples:
  kubedrill compare                            the newest run beside the nights that its baseline is pinned to
  kubedrill compare --baseline last-green      detections beside the newest earlier run whose gates all held
  kubedrill compare 8f3a21 --baseline 77c0de   two runs
  kubedrill compare --format md >> "$GITHUB_STEP_SUMMARY"

Exit codes: 0 nothing found that counts for gates · 1 something is · 2 usage, a run that is not there
4 nobody can decide: no history, no baseline, a store that cannot be read, a scenario that was inconclusive`;

/** `kubedrill compare`: what got lost, slower, noisier or flaky since earlier nights. */
export const define: Define = (command, io, done) => {
  command
    .argument('[run]', 'id of a run, as `history list` has it, or latest', LATEST)
    .option(
      '--baseline <which>',
      'pinned, last-green, id of a run, or the log or folder of one; latencies are put beside pinned nights in any case',
      'pinned',
    )
    .option('--format <format>', `one of ${FORMAT_NAMES}`, 'text')
    .option('--history <url>', HISTORY_HELP)
    .option('--history-file <file>', HISTORY_FILE_HELP)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string) => {
      const flags = command.optsWithGlobals<CompareFlags>();
      const format = flags.json ? 'json' : flags.format;
      const print = FORMATS[format];
      if (!print) throw usageError(`there is no format ${format}`, [`use one of ${FORMAT_NAMES}`]);
      const config = loadHistory(flags.historyFile);
      const store = await openToDecide(flags.history ?? config.store ?? DEFAULT_STORE);
      try {
        const comparison = await compared(store, name, flags.baseline, config);
        print(comparison, config, io);
        done(exitOf(comparison, config));
      } finally {
        await store.close();
      }
    });
};

async function compared(store: HistoryStore, name: string, beside: string, rules: RuleSettings): Promise<Comparison> {
  const run = await runNamed(store, name);
  const records = await store.records(run);
  const pins = pinsOf(await store.decisions(run));
  const file = existsSync(beside) ? recordIn(beside, run) : undefined;
  const baseline = file ? {uid: file.uid} : await baselineNamed(store, beside, run);
  const all = file && !records.some(({uid}) => uid === file.uid) ? [...records, file] : records;
  return compareRun(all, run.uid, {baseline, rules, pins});
}

/** The run of a log, or of a run's folder, which the history need not have. */
function recordIn(path: string, run: RunRow): RunRecord {
  const record = recordOf(readLog(statSync(path).isDirectory() ? join(path, 'events.ndjson') : path));
  if (!record) throw usageError(`${path} is not the log of a run`);
  const why = whyNotBeside(record, run);
  if (why) throw usageError(`${path} is no baseline of this run: ${why}`, ['name the log of an earlier run']);
  return record;
}

async function baselineNamed(store: HistoryStore, name: string, run: RunRow): Promise<Baseline> {
  if (name === 'pinned' || name === 'last-green') return name;
  const beside = await runNamed(store, name);
  const why = whyNotBeside(beside, run);
  if (why) throw usageError(`${name} is no baseline of this run: ${why}`, ['name an earlier run, or use last-green']);
  return {uid: beside.uid};
}

function whyNotBeside(
  beside: Pick<RunRow, 'drill' | 'fleet' | 'cluster' | 'kind' | 'outcome' | 'started'>,
  run: RunRow,
): string | undefined {
  if (beside.drill !== run.drill) return `it is of the drill ${beside.drill}, not of ${run.drill}`;
  if (beside.fleet !== run.fleet || beside.cluster !== run.cluster) return 'it ran on another cluster';
  if (beside.kind !== run.kind) return `it ran on a cluster of another kind: ${beside.kind}, not ${run.kind}`;
  if (beside.outcome !== 'finished') return `it was ${beside.outcome}`;
  return beside.started < run.started ? undefined : 'it is not earlier';
}

/** What is known to be worse wins over what nobody can say. Gates of the history file say how much is too much. */
function exitOf(comparison: Comparison, {gates}: HistoryFile): number {
  const broken = gates.length ? gates.some(gate => breaks(comparison, gate)) : gatesOf(comparison).length > 0;
  if (broken) return EXIT.missed;
  return comparison.undecided.length ? EXIT.inconclusive : EXIT.ok;
}

import {type Baseline, type Comparison, compareRun, gatesOf} from '../../history/compare/compare.js';
import {pinsOf} from '../../history/compare/pins.js';
import {compareMarkdown, compareText} from '../../history/compare/words.js';
import {loadHistory} from '../../history/config/load.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {DEFAULT_STORE} from '../../history/store/place.js';
import type {HistoryStore, RunRow} from '../../history/store/store.js';
import {EXIT, usageError} from '../../lib/errors.js';
import type {Define} from '../define.js';
import {LATEST, openToDecide, runNamed} from '../history/decide.js';
import {type GlobalFlags, writeJson, writeText} from '../io.js';
import {HISTORY_FILE_HELP, HISTORY_HELP} from '../run/history-file.js';

interface CompareFlags extends GlobalFlags {
  baseline: string;
  format: string;
  history?: string;
  historyFile?: string;
}

const FORMATS = ['text', 'md', 'json'];

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
      'pinned, last-green, or id of a run; latencies are put beside pinned nights in any case',
      'pinned',
    )
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, 'text')
    .option('--history <url>', HISTORY_HELP)
    .option('--history-file <file>', HISTORY_FILE_HELP)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string) => {
      const flags = command.optsWithGlobals<CompareFlags>();
      const format = flags.json ? 'json' : flags.format;
      if (!FORMATS.includes(format)) {
        throw usageError(`there is no format ${format}`, [`use one of ${FORMATS.join(', ')}`]);
      }
      const config = loadHistory(flags.historyFile);
      const store = await openToDecide(flags.history ?? config.store ?? DEFAULT_STORE);
      try {
        const comparison = await compared(store, name, flags.baseline, config);
        if (format === 'json') writeJson(io, comparison);
        else writeText(io, format === 'md' ? compareMarkdown(comparison, config) : compareText(comparison, config));
        done(exitOf(comparison));
      } finally {
        await store.close();
      }
    });
};

async function compared(store: HistoryStore, name: string, beside: string, rules: RuleSettings): Promise<Comparison> {
  const run = await runNamed(store, name);
  const baseline = await baselineNamed(store, beside, run);
  return compareRun(await store.records(run), run.uid, {baseline, rules, pins: pinsOf(await store.decisions(run))});
}

async function baselineNamed(store: HistoryStore, name: string, run: RunRow): Promise<Baseline> {
  if (name === 'pinned' || name === 'last-green') return name;
  const beside = await runNamed(store, name);
  const why = whyNotBeside(beside, run);
  if (why) throw usageError(`${name} is no baseline of this run: ${why}`, ['name an earlier run, or use last-green']);
  return {uid: beside.uid};
}

function whyNotBeside(beside: RunRow, run: RunRow): string | undefined {
  if (beside.drill !== run.drill) return `it is of the drill ${beside.drill}, not of ${run.drill}`;
  if (beside.fleet !== run.fleet || beside.cluster !== run.cluster) return 'it ran on another cluster';
  if (beside.kind !== run.kind) return `it ran on a cluster of another kind: ${beside.kind}, not ${run.kind}`;
  if (beside.outcome !== 'finished') return `it was ${beside.outcome}`;
  return beside.started < run.started ? undefined : 'it is not earlier';
}

/** What is known to be worse wins over what nobody can say. */
function exitOf(comparison: Comparison): number {
  if (gatesOf(comparison).length) return EXIT.missed;
  return comparison.undecided.length ? EXIT.inconclusive : EXIT.ok;
}

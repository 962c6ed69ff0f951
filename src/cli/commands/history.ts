import {Option} from 'commander';
import {loadHistory} from '../../history/config/load.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {openHistory, openKept} from '../../history/store/open.js';
import {DEFAULT_STORE} from '../../history/store/place.js';
import type {HistoryStore} from '../../history/store/store.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {nearest} from '../../lib/text/suggest.js';
import {consoleSuits} from '../../tui/terminal.js';
import type {Define} from '../define.js';
import {baselineOf} from '../history/baseline.js';
import {driftOf} from '../history/drift.js';
import {importInto} from '../history/import.js';
import {pageOfNights} from '../history/page.js';
import {type PruneFlags, pruneLogs} from '../history/prune.js';
import {type QuarantineFlags, quarantineOf} from '../history/quarantine.js';
import {nightsText, runsText} from '../history/text.js';
import {trendsIn} from '../history/trends.js';
import {type Io, wantsAscii, writeJson, writeText} from '../io.js';
import {countFlag} from '../number-flags.js';
import {HISTORY_FILE_HELP, HISTORY_HELP} from '../run/history-file.js';

interface HistoryFlags extends QuarantineFlags, PruneFlags {
  history?: string;
  store?: string;
  output?: string;
  historyFile?: string;
  last: string;
  from?: string;
  why?: string;
  as?: string;
}

const LAST = {least: 1, most: 100_000};

const EXAMPLES = `
Examples:
  kubedrill history                          on a terminal, all of it as a screen
  kubedrill history import runs              every run below this folder; again, and nothing is new
  kubedrill history list                     the newest runs
  kubedrill history show secrets-listed      a scenario, night after night
  kubedrill history drift                    links that take longer week by week
  kubedrill history baseline show            where baselines begin, and who decided that
  kubedrill history baseline accept --why "Loki 3: alerts come by another way"
  kubedrill history page -o nights.html      all of it as one page, to look at, print or send
  kubedrill history page prod/eu-1 --last 60 one cluster
  kubedrill history quarantine add sidecar-injected --owner @platform --until 2026-12-20 --why "#412"
  kubedrill history prune --keep-events 400d what came of a run stays, its event log goes
  kubedrill history dump | sha256sum         the same for the same runs, wherever they were imported

Exit codes: 0 done · 2 usage, a log that could not be read (the others were), a file that is not a history, a page without any run
3 the store cannot be read or written · 4 of baseline: no run is there to decide on`;

/** `kubedrill history`: what came of every run, in one place. */
export const define: Define = (command, io, done) => {
  command
    .argument('[action]', `${NAMES}; none: a screen of all nights on a terminal, else list`)
    .argument(
      '[names...]',
      'of import: event logs, folders of runs, or s3://BUCKET/PREFIX; of show: a scenario; of baseline: show, accept or reset, and scenarios; of page: clusters, as list names them',
    )
    .option('--history <url>', HISTORY_HELP)
    // As it was called at first.
    .addOption(new Option('--store <url>').hideHelp())
    .option('--history-file <file>', HISTORY_FILE_HELP)
    .option('--last <count>', 'of list, show and page: how many runs', '30')
    .option('-o, --output <file>', 'of page: write it to a file instead of stdout')
    .option(
      '--from <run>',
      'of baseline: the run of that cluster and drill, and which it begins with; default: the newest',
    )
    .option('--why <reason>', 'of baseline and quarantine: why, which is kept')
    .option('--as <name>', 'of baseline accept and reset: who decides; default: $USER')
    .option('--owner <who>', 'of quarantine add: who makes it work again')
    .option('--until <day>', 'of quarantine add: its last day, such as 2026-12-20')
    .option('--keep-events <time>', 'of prune: how long event logs are kept, in days, such as 400d')
    .option('--dry-run', 'of prune: say what would be removed, and remove nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (named: string | undefined, names: string[]) => {
      const flags = command.optsWithGlobals<HistoryFlags>();
      const action = named ?? 'list';
      if (action === 'quarantine') {
        done(await quarantineOf(names, flags, io));
        return;
      }
      const isScreen = named === undefined && !flags.json && consoleSuits(io);
      const act = isScreen ? screenOfNights : ACTIONS[action];
      if (!act) {
        throw usageError(`history ${action} is not offered`, [`use one of ${NAMES}`]);
      }
      const config = loadHistory(flags.historyFile);
      const url = flags.history ?? flags.store ?? config.store ?? DEFAULT_STORE;
      const store = await (action === 'import' ? openHistory : openKept)(url);
      try {
        done(await act(store, names, flags, io, config));
      } finally {
        await store.close();
      }
    });
};

type Action = (
  store: HistoryStore,
  names: readonly string[],
  flags: HistoryFlags,
  io: Io,
  rules: RuleSettings,
) => Promise<number>;

/** The screen has as many nights as it is wide; no terminal is wider. */
const WIDEST = 400;

const screenOfNights: Action = async (store, names, _, io, rules) => {
  const {trends} = await trendsIn(store, names, {rules, last: WIDEST});
  const {showHistory} = await import('../../tui/history/start-history.js');
  await showHistory({trends, stdin: io.stdin, stdout: io.stdout, ascii: wantsAscii(io, {})});
  return EXIT.ok;
};

const ACTIONS: Readonly<Record<string, Action>> = dictionary({
  import: importInto,
  list: async (store, _, flags, io) => {
    const runs = await store.newest(countFlag('--last', flags.last, LAST));
    if (flags.json) writeJson(io, runs);
    else writeText(io, runsText(runs));
    return EXIT.ok;
  },
  show: async (store, [scenario, ...more], flags, io) => {
    if (scenario === undefined || more.length) throw usageError('history show takes one scenario');
    const nights = await store.nights(scenario, countFlag('--last', flags.last, LAST));
    if (!nights.length) throw await notThere(store, scenario);
    if (flags.json) writeJson(io, nights);
    else writeText(io, nightsText(nights));
    return EXIT.ok;
  },
  drift: (store, _, flags, io, rules) => driftOf(store, {flags, rules}, io),
  baseline: (store, names, flags, io, rules) => baselineOf(store, names, {flags, rules}, io),
  page: (store, names, flags, io, rules) => pageOfNights(store, names, {flags, rules}, io),
  prune: (store, _, flags, io) => pruneLogs(store, flags, io),
  dump: async (store, _, __, io) => {
    for await (const line of store.dump()) writeText(io, line);
    return EXIT.ok;
  },
});

async function notThere(store: HistoryStore, scenario: string) {
  const near = nearest(scenario, await store.scenarios());
  const next = near ? [`did you mean ${near}?`] : ['`kubedrill history import runs` takes in what is there'];
  return usageError(`no run of ${scenario} is in this history`, next);
}

/** Of a quarantine no store is asked. */
const NAMES = [...Object.keys(ACTIONS), 'quarantine'].join(', ');

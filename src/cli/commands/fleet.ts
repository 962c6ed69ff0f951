import {FLEET_FILE, loadFleet} from '../../fleet/config/load.js';
import {usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import type {Define} from '../define.js';
import {type ManifestFlags, printManifests} from '../fleet/manifests.js';
import {type FleetPruneFlags, pruneFleet} from '../fleet/prune.js';
import {FLEET_FORMATS, type FleetReportFlags, reportFleet} from '../fleet/report.js';
import type {FleetRunFlags} from '../fleet/run.js';
import {shardOf} from '../fleet/shard.js';
import type {Io} from '../io.js';
import {countFlag, durationFlag} from '../number-flags.js';
import {HISTORY_FILE_HELP, HISTORY_HELP} from '../run/history-file.js';

interface FleetFlags extends FleetReportFlags, FleetRunFlags, ManifestFlags, FleetPruneFlags {
  olderThan: string;
  shard?: string;
  atOnce: string;
}

const AT_ONCE = {least: 1, most: 64};

const EXAMPLES = `
Examples:
  kubedrill fleet run fleet.yaml                     every cluster of it, four at once
  kubedrill fleet run fleet.yaml --shard 0/8         the first of eight parts; a pod of an Indexed Job knows its own
  kubedrill fleet report fleet/prod                  what came of it, the worst first; also of a history: postgres://…
  kubedrill fleet report fleet/prod --format md >> "$GITHUB_STEP_SUMMARY"
  kubedrill fleet report fleet/prod --format html -o fleet.html   as one page, to look at, print or send
  kubedrill fleet cleanup fleet.yaml --older-than 5h  what dead runs left on its clusters, by its labels
  kubedrill fleet prune fleet --keep 90d             results of old nights go; the newest of each cluster stays
  kubedrill fleet manifests fleet.yaml > fleet-job.yaml   a CronJob whose pods each play one cluster

Exit codes: of run, the worst of its runs: 1 before 2, 3 and 4
of report: 0 every cluster is green · 1 something is worse · 2 usage · 3 the history does not answer
4 a cluster is undecided, stale or was not run
of cleanup: 0 nothing is left · 1 something is left behind · 2 usage, or another cluster · 3 a cluster cannot be asked
of prune: 0 done · 2 usage · 3 S3 does not answer or refuses`;

/** `kubedrill fleet`: the same drill on many clusters. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', Object.keys(ACTIONS).join(', '))
    .argument(
      '[name]',
      `of run, cleanup and manifests: the fleet file, default ${FLEET_FILE}; of report: a folder of results, s3://BUCKET/PREFIX, or a history; of prune: a folder, or s3://BUCKET/PREFIX`,
    )
    .option(
      '--shard <part>',
      'of run and cleanup: which part of how many, such as 0/8; default: as an Indexed Job says',
    )
    .option('--at-once <count>', 'of run and cleanup: how many clusters at once', '4')
    .option('--history [url]', `of run: keep each run in a history; ${HISTORY_HELP}`)
    .option('--history-file <file>', HISTORY_FILE_HELP)
    .option(
      '--file <file>',
      `of report: the fleet file, which says which clusters there should be; default: ${FLEET_FILE} of this folder, if it is there`,
    )
    .option('--fleet <name>', 'of report: which fleet, where results of several are there')
    .option('--stale <duration>', 'of report: after how long without a run a cluster is stale', '36h')
    .option('--format <format>', `of report: one of ${FLEET_FORMATS.join(', ')}`)
    .option('-o, --output <file>', 'of report: write it to a file instead of stdout')
    .option('--older-than <duration>', 'of cleanup: leave runs alone that made something later', '24h')
    .option('--keep <time>', 'of prune: how long results are kept, in days, such as 90d')
    .option('--dry-run', 'of prune: say what would be removed, and remove nothing')
    .option('--image <image>', 'of manifests: the image of kubedrill', 'kubedrill:0.1.0')
    .option('--namespace <name>', 'of manifests: where it runs', 'kubedrill')
    .option('--schedule <cron>', 'of manifests: when, in UTC', '17 2 * * *')
    .option('--parallelism <count>', 'of manifests: how many clusters at once', '50')
    .addHelpText('after', EXAMPLES)
    .action(async (action: string, name: string | undefined) => {
      const act = ACTIONS[action];
      if (!act) throw usageError(`fleet ${action} is not offered`, [`use one of ${Object.keys(ACTIONS).join(', ')}`]);
      done(await act(name, command.optsWithGlobals<FleetFlags>(), io));
    });
};

type Action = (name: string | undefined, flags: FleetFlags, io: Io) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = dictionary({
  run: async (file = FLEET_FILE, flags, io) => {
    const fleet = loadFleet(file);
    const [shard, atOnce] = [shardOf(flags.shard, io.env), countFlag('--at-once', flags.atOnce, AT_ONCE)];
    const {runFleet} = await import('../fleet/run.js');
    return runFleet(fleet, {shard, atOnce, flags}, io);
  },
  report: reportFleet,
  cleanup: async (file = FLEET_FILE, flags, io) => {
    const fleet = loadFleet(file);
    const [shard, atOnce] = [shardOf(flags.shard, io.env), countFlag('--at-once', flags.atOnce, AT_ONCE)];
    const olderThanMs = durationFlag('--older-than', flags.olderThan);
    const {cleanUpFleet} = await import('../fleet/cleanup.js');
    return cleanUpFleet(fleet, {shard, atOnce, olderThanMs, flags}, io);
  },
  prune: pruneFleet,
  manifests: printManifests,
});

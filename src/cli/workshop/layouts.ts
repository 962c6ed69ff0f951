import {availableParallelism, freemem} from 'node:os';
import {clusterName} from '../../cluster/open.js';
import type {ClusterRequest} from '../../cluster/request.js';
import type {EventLog} from '../../events/log.js';
import type {Layout} from '../../events/workshop.js';
import {realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import {beginJournal} from '../../run/journal/journal.js';
import {withCluster} from '../../run/session.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Io} from '../io.js';
import type {WorkshopFlags} from './flags.js';

/** What a kind cluster for a team takes of a machine: bytes of memory, and of how many teams a core bears. */
const TEAM = {bytes: 700 * 1024 * 1024, perCore: 4};
/** More of them have never been tried. */
const MOST_CLUSTERS = 8;

/** How each layout says what a team plays on, as the flags of a run say it. */
export const clusterFlags = ({on, context, yesThisCluster, auditLog, nodeImage}: WorkshopFlags) => ({
  cluster: on === 'simulated' ? 'simulated' : context === undefined ? 'kind' : 'existing',
  ...(context !== undefined && {context}),
  ...(yesThisCluster !== undefined && {yesThisCluster}),
  ...(auditLog !== undefined && {auditLog}),
  ...(nodeImage !== undefined && {nodeImage}),
});

/**
 * Refuses what a layout cannot do.
 *
 * @throws DrillError (exit code 2) that says what, and what to do instead
 */
export function refuseUnfit(flags: WorkshopFlags, teams: number, scenarios: readonly Scenario[]): void {
  const {on, context, force = false} = flags;
  if (context !== undefined && on !== 'namespaces')
    throw usageError(`--context goes with --on namespaces, not with --on ${on}`, ['--on namespaces']);
  if (on === 'namespaces') refuseShared(scenarios, context !== undefined);
  if (on !== 'clusters' || force) return;
  const most = Math.min(
    MOST_CLUSTERS,
    availableParallelism() * TEAM.perCore,
    Math.max(1, Math.floor(freemem() / TEAM.bytes)),
  );
  if (teams > most) {
    throw usageError(`${teams} kind clusters are more than this machine seems to take: ${most}`, [
      `--teams ${most}`,
      '--on simulated, which takes 100 teams, or --on namespaces',
      '--force, if you know better',
    ]);
  }
}

/** What touches what all teams have in common cannot be played by each of them. */
function refuseShared(scenarios: readonly Scenario[], isOfOthers: boolean): void {
  const unfit = scenarios.flatMap(({id, exclusive, needs, destructive}) => {
    if (exclusive.length) return [`${id} touches ${exclusive.join(', ')}, which only one may touch at a time`];
    if (needs.includes('node-exec')) return [`${id} gives commands on a node`];
    if (destructive && isOfOthers) return [`${id} is kept off clusters of others`];
    return [];
  });
  if (!unfit.length) return;
  throw usageError(
    unfit.map(why => `${why}: teams that share a cluster cannot play it`),
    ['take them out of the drill, or show them as a demo with `kubedrill live`', '--on simulated, or --on clusters'],
  );
}

/** A cluster that all teams share. */
interface Shared {
  request: ClusterRequest;
  run: string;
  dir: string;
  io: Io;
  signal: AbortSignal;
  /** That of the workshop. */
  log: EventLog;
  /** What the teams wait for. */
  ready: PromiseWithResolvers<void>;
}

/** Whether teams share a cluster that has to be made for them first. */
export const isToBeMade = (on: Layout, {context}: Pick<ClusterRequest, 'context'>): boolean =>
  on === 'namespaces' && context === undefined;

/** The cluster as each team takes it: it is there, and not theirs to delete. */
export const asShared = (request: ClusterRequest, run: string): ClusterRequest => ({
  ...request,
  reuse: clusterName(request, 'kind', run),
});

/**
 * Makes the cluster that teams share, for as long as they play; whatever happens, it is given back. Their logs begin
 * before it is there, so that people can join meanwhile.
 *
 * @throws what ended it early
 */
export function onSharedCluster(
  {request, run, dir, io, signal, log, ready}: Shared,
  play: () => Promise<void>,
): Promise<void> {
  const playing = play();
  const {journal} = beginJournal({dir, run, clock: realClock, env: io.env});
  return withCluster(
    {
      ...{request, run, dir, clock: realClock, env: io.env, signal},
      choice: {kind: 'kind', reason: 'asked for with --on namespaces'},
      onPhase: (phase, state, detail) => {
        if (!log.isBroken) log.append({type: 'cluster.phase', phase, state, ...(detail !== undefined && {detail})});
      },
    },
    journal,
    {
      use: () => {
        ready.resolve();
        return playing;
      },
      over: ({left}) => left.length > 0,
    },
  ).catch(async error => {
    ready.reject(error);
    await playing.catch(() => {});
    throw error;
  });
}

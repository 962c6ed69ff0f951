import type {Cluster, PhaseListener, Released} from '../cluster/cluster.js';
import {clusterName, clusterType} from '../cluster/open.js';
import type {Choice, ClusterRequest, OpenOptions} from '../cluster/request.js';
import {LeftBehind, messageOf} from '../lib/errors.js';
import {journalIdentity} from './journal/identity.js';
import type {Journal} from './journal/journal.js';

/** What the cluster of a run is opened with. */
export interface Opening extends Pick<OpenOptions, 'dir' | 'clock' | 'env' | 'signal'> {
  request: ClusterRequest;
  choice: Choice;
  run: string;
  onPhase: PhaseListener;
  /** What it waits for: a cluster that is shared is made for all first. */
  after?: Promise<void>;
  /** Hears of the cluster as soon as it is up. */
  onReady?: (cluster: Cluster) => void;
}

/**
 * Opens the cluster. The journal has its name, its processes and its identity before anything depends on them,
 * so that a run that is killed at any point can be finished.
 *
 * @throws DrillError: 2 for a request that does not fit the kind, 3 when the cluster cannot be had.
 */
async function openJournaled(opening: Opening, journal: Journal): Promise<Cluster> {
  const {request, choice, run, dir, clock, env, signal, onPhase} = opening;
  const {kind} = choice;
  const name = clusterName(request, kind, run);
  const type = clusterType(kind);
  const own = type.isOwn(request);
  journal.write({type: 'cluster', cluster: {kind, name, own}});
  const cluster = await type.open({
    ...{request, name, dir, clock, env, signal, onPhase},
    onProcess: process => journal.write({type: 'process', process}),
  });
  opening.onReady?.(cluster);
  if ('attach' in type.ending({name, own})) await journalIdentity(journal, cluster, signal);
  return cluster;
}

/** What became of the cluster of a run. */
export interface GivenBack {
  state: Released | 'left behind';
  /** The cluster itself, where it could not be deleted. */
  left: string[];
}

/** Which parts of a run's time are measured. */
type Timer = <T>(part: 'cluster' | 'release', work: () => Promise<T>) => Promise<T>;

/** What is done with the cluster of a run. */
export interface Session<T> {
  use: (cluster: Cluster) => Promise<T>;
  /**
   * Hears what became of the cluster, and what its use came to, where it came to an end; returns whether anything of the
   * run is left on it.
   */
  over: (given: GivenBack, used: T | undefined) => boolean;
  time?: Timer;
}

/**
 * Opens the cluster of a run, and gives it back whatever happens. The journal is closed when nothing is left to do.
 *
 * @throws what ended the session early; the cluster is given back before.
 */
export async function withCluster<T>(opening: Opening, journal: Journal, session: Session<T>): Promise<T> {
  const {use, over, time = (_, work) => work()} = session;
  let cluster: Cluster | undefined;
  let done: {used: T} | {error: unknown};
  const onReady = (ready: Cluster) => {
    cluster = ready;
    opening.onReady?.(ready);
  };
  try {
    const open = async () => {
      await opening.after;
      return openJournaled({...opening, onReady}, journal);
    };
    done = {used: await use(await time('cluster', open))};
  } catch (error) {
    done = {error};
  }
  const what = `${opening.choice.kind} cluster ${clusterName(opening.request, opening.choice.kind, opening.run)}`;
  const given = await time('release', () => giveBack(cluster, 'error' in done ? done.error : undefined, what));
  const isAnythingLeft = over(given, 'used' in done ? done.used : undefined);
  if (given.state === 'deleted') journal.write({type: 'cluster gone'});
  if (given.state === 'deleted' || !isAnythingLeft) journal.write({type: 'closed'});
  if ('error' in done) throw done.error;
  return done.used;
}

/**
 * A cluster that failed to come up has been removed, or is reported as left. One that cannot be deleted is left behind,
 * whatever the run came to.
 */
async function giveBack(cluster: Cluster | undefined, failure: unknown, what: string): Promise<GivenBack> {
  if (!cluster) {
    const left = failure instanceof LeftBehind ? [...failure.left] : [];
    return {state: left.length ? 'left behind' : 'not ours', left};
  }
  try {
    return {state: await cluster.release(), left: []};
  } catch (error) {
    return {state: 'left behind', left: [`${what} (${messageOf(error)})`]};
  }
}

import type {Cluster, PhaseListener, Released} from '../cluster/cluster.js';
import {clusterName, clusterType} from '../cluster/open.js';
import type {Choice, ClusterRequest, OpenOptions} from '../cluster/request.js';
import {journalIdentity} from './journal/identity.js';
import type {Journal} from './journal/journal.js';

/** What the cluster of a run is opened with. */
export interface Opening extends Pick<OpenOptions, 'dir' | 'clock' | 'env' | 'signal'> {
  request: ClusterRequest;
  choice: Choice;
  run: string;
  onPhase: PhaseListener;
  /** Hears of the cluster as soon as it is up: from then on it has to be given back, whatever comes next. */
  onReady: (cluster: Cluster) => void;
}

/**
 * Opens the cluster of a run. The journal has its name, its processes and its identity before anything depends on them,
 * so that a run that is killed at any point can be finished.
 *
 * @throws DrillError: 2 for a request that does not fit the kind, 3 when the cluster cannot be had.
 */
export async function openJournaled(opening: Opening, journal: Journal): Promise<Cluster> {
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
  opening.onReady(cluster);
  if ('attach' in type.ending({name, own})) await journalIdentity(journal, cluster, signal);
  return cluster;
}

/** Writes down what became of the cluster. A journal stays open while something is left on a cluster that is still there. */
export function closeJournal(
  journal: Journal,
  released: Released | 'left behind' | undefined,
  isAnythingLeft: boolean,
): void {
  if (released === 'deleted') journal.write({type: 'cluster gone'});
  if (released === 'deleted' || !isAnythingLeft) journal.write({type: 'closed'});
}

import {ApiClient} from '../../cluster/api/client.js';
import {type ClusterIdentity, sameServer, shownCertificate, systemUid} from '../../cluster/identity.js';
import {clusterType} from '../../cluster/open.js';
import type {Attached, EndsWithRun, OutlivesRun} from '../../cluster/type.js';
import {deletePaths} from '../clean-up.js';
import {type Inventory, takeInventory} from '../inventory.js';
import type {JournaledCluster} from '../journal/entry.js';
import {journalSteps} from '../journal/steps.js';
import {Reach} from '../reach.js';
import {undo} from '../undo.js';
import type {Done, Finishing} from './recovery.js';

const REFUSED: Done = {did: 'left alone', left: []};

/** Finishes a run: with its cluster, or on the cluster that outlives it. */
export async function finish(finishing: Finishing, cluster: JournaledCluster): Promise<Done> {
  const ending = clusterType(cluster.kind).ending(cluster);
  return 'attach' in ending
    ? finishOnCluster(finishing, cluster.name, ending)
    : endCluster(finishing, cluster.name, ending);
}

async function endCluster(finishing: Finishing, name: string, ending: EndsWithRun): Promise<Done> {
  const {unfinished, dir, env, signal, agreed} = finishing;
  const {run, processes, unsealed} = unfinished;
  const ended = await ending.end({
    ...{run, dir, processes, env, signal},
    ...(unsealed !== undefined && {unsealed}),
    agreed: why => agreed(why, name),
  });
  if (!('refused' in ended)) return {...ended, left: []};
  const {why, next} = ended.refused;
  return {...REFUSED, refused: {why, steps: journalSteps(unfinished), next}};
}

async function finishOnCluster(finishing: Finishing, name: string, {attach}: OutlivesRun): Promise<Done> {
  const {unfinished, env, signal, agreed} = finishing;
  const {unsealed, run} = unfinished;
  const known = unfinished.identity;
  if (!known && unsealed === undefined && !unfinished.paths.length && !unfinished.undos.length) {
    return {did: `nothing was done on ${name}`, left: []};
  }
  const attached = await attach(env, signal);
  if (!attached) return {did: `cluster ${name} is gone`, left: []};
  const client = new ApiClient(attached.kubeConfig, `kubedrill/${run}`);
  try {
    const doubt = unsealed ?? (await doubtAbout(known, attached, client));
    if (doubt !== undefined && !(await agreed(doubt, name))) return REFUSED;
    return await cleanUp(finishing, attached, client, name);
  } finally {
    await client.close();
  }
}

/**
 * Why the cluster may be another than the run's, because a context or a name can stand for another one by now. The
 * certificate is looked at before any request, because that would carry the user's credentials.
 */
async function doubtAbout(
  known: ClusterIdentity | undefined,
  {kubeConfig}: Attached,
  client: ApiClient,
): Promise<string | undefined> {
  if (!known) return 'its journal does not say which cluster it was on';
  if (client.server !== known.server) return `the run was on ${known.server}, and this is ${client.server}`;
  if (known.certificate && !sameServer(known.certificate, await shownCertificate(kubeConfig))) {
    return `the server at ${known.server} shows another certificate than it did to the run`;
  }
  if (known.uid === undefined) return 'the run could not read which cluster it was on (UID of kube-system)';
  const uid = await systemUid(client);
  return uid === known.uid
    ? undefined
    : `it is another cluster than the run's (UID of kube-system ${uid ?? 'unknown'})`;
}

/** How long an API server may be silent before the rest is left for another time. */
const PATIENCE_MS = 60_000;

/**
 * What was changed is put back first. The journal names what the run created; the label finds what the server named.
 */
async function cleanUp(finishing: Finishing, {nodes}: Attached, client: ApiClient, name: string): Promise<Done> {
  const {clock, journal, unfinished} = finishing;
  const {run, undos, paths, made} = unfinished;
  const left: string[] = [];
  const reach = new Reach(clock, PATIENCE_MS);
  for (const {of, actions} of undos) {
    const remaining = await undo(actions, {client, nodes, clock, reach});
    if (!remaining.left.length) journal.write({type: 'undone', of});
    left.push(...remaining.left);
  }
  const foreign: string[] = [];
  const onForeign = (path: string) => void foreign.push(path);
  const all = [
    ...new Set([
      ...paths,
      ...labelledBy(
        await reach.insist(
          () => takeInventory(client),
          () => true,
        ),
        run,
      ),
    ]),
  ];
  left.push(...(await deletePaths(all, {client, clock, journal, reach, run, made, onForeign})).left);
  return {did: `objects on cluster ${name} deleted`, left, ...(foreign.length && {foreign})};
}

/** `kubedrill.dev/run` is on everything that a run creates. */
const labelledBy = (inventory: Inventory, run: string): string[] =>
  [...inventory].flatMap(([path, label]) => (label === run ? [path] : []));

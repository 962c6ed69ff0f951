import {randomUUID} from 'node:crypto';
import {z} from 'zod';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Clock} from '../../lib/clock.js';
import {formatDuration} from '../../lib/duration.js';
import {environmentError} from '../../lib/errors.js';
import {deletePaths} from '../clean-up.js';
import {COLLECTIONS} from '../inventory.js';
import {RUN_LABEL} from '../labels.js';
import {Reach} from '../reach.js';

/** What a run left on a cluster, as its labels tell it, and what was done about it. */
export interface LabelledRun {
  run: string;
  /** API paths of what was found. */
  found: string[];
  /** Why it was left alone; absent where it was deleted. */
  kept?: string;
  /** What is still there, with the reason. */
  left: string[];
}

/** What came of looking at a cluster for what carries the label of a run. */
export interface LabelledRecovery {
  runs: LabelledRun[];
  /** Collections that could not be listed, each with the reason: what stands there is not known. */
  unseen: string[];
}

/** Whose cluster is looked at, and what is old enough. */
export interface LabelledOptions {
  client: ApiClient;
  clock: Clock;
  /** A run of which something is younger may still be going on: it is left alone. In milliseconds. */
  olderThanMs: number;
}

/** Beside what is compared after each run: an attack puts its pod there. Secrets go with the account that they are for. */
export const LISTED: readonly string[] = [...COLLECTIONS, '/api/v1/namespaces/kube-system/pods'];

/**
 * The names that drills give: anything else that carries the label was labelled by somebody who may not be allowed to
 * delete it.
 */
const DRILL_NAME = /(^|-)kd-[a-z0-9]/;

/** How long an API server may be silent before the rest is left for another time. */
const PATIENCE_MS = 60_000;

/**
 * Deletes what dead runs have left on a cluster, for which no journal is at hand: that of a pod that was evicted is gone
 * with it. Everything that a run creates carries its label. What a run has changed in place is known to its journal alone.
 *
 * @throws DrillError (exit code 3) when the cluster does not answer.
 */
export async function cleanUpLabelled({client, clock, olderThanMs}: LabelledOptions): Promise<LabelledRecovery> {
  const reach = new Reach(clock, PATIENCE_MS);
  const lists = await Promise.all(LISTED.map(path => listLabelled(client, path, reach)));
  const unseen = lists.flatMap(list => ('unseen' in list ? [list.unseen] : []));
  const objects = lists.flatMap(list => ('objects' in list ? list.objects : []));
  const runs: LabelledRun[] = [];
  for (const [run, own] of byRun(objects)) {
    const found = own.map(({path}) => path);
    const youngest = Math.max(...own.map(({madeAt}) => madeAt));
    if (clock.wall().getTime() - youngest < olderThanMs) {
      const kept = `something of it is younger than ${formatDuration(olderThanMs)}: it may still be going on`;
      runs.push({run, found, kept, left: []});
      continue;
    }
    const {left} = await deletePaths(found, {client, clock, journal: {write: () => {}}, reach, run});
    runs.push({run, found, left});
  }
  return {runs, unseen};
}

interface Labelled {
  path: string;
  run: string;
  /** Wall time in milliseconds. */
  madeAt: number;
}

const List = z.looseObject({
  items: z
    .array(
      z.looseObject({
        metadata: z.looseObject({
          name: z.string(),
          creationTimestamp: z.string(),
          labels: z.record(z.string(), z.string()),
        }),
      }),
    )
    .nullish(),
});

async function listLabelled(
  client: ApiClient,
  path: string,
  reach: Reach,
): Promise<{objects: Labelled[]} | {unseen: string}> {
  const request = {method: 'GET', path: `${path}?labelSelector=${RUN_LABEL}`} as const;
  const {code, body, message} = await reach.insist(
    () => client.send(request, {auditId: randomUUID(), timeoutMs: reach.timeoutMs}),
    () => true,
  );
  // What a cluster does not serve, it does not have.
  if (code === 404) return {objects: []};
  if (code === 401) throw environmentError(`${client.server} does not know who asks: ${message ?? 'HTTP 401'}`);
  const list = List.safeParse(body).data;
  if (code !== 200 || !list) return {unseen: `${path}: HTTP ${code}${message ? `, ${message}` : ''}`};
  return {
    objects: (list.items ?? []).flatMap(({metadata: {name, creationTimestamp, labels}}) => {
      const run = labels[RUN_LABEL];
      const madeAt = Date.parse(creationTimestamp);
      return run !== undefined && DRILL_NAME.test(name) ? [{path: `${path}/${name}`, run, madeAt}] : [];
    }),
  };
}

function byRun(objects: readonly Labelled[]): Map<string, Labelled[]> {
  const runs = new Map<string, Labelled[]>();
  for (const object of objects) runs.set(object.run, [...(runs.get(object.run) ?? []), object]);
  return runs;
}

import {pinsOf} from '../history/compare/pins.js';
import type {HistoryStore} from '../history/store/store.js';
import {usageError} from '../lib/errors.js';
import {someOf} from '../lib/text/some-of.js';
import type {Fleet} from './config/load.js';
import type {ClusterResults} from './fold/cluster.js';
import type {FoundResults} from './folder.js';

/** Whose clusters a report is about: those of a file, or those that results are there of. */
export interface Wanted {
  /** The fleet's name. */
  fleet: string;
  /** What the file says of it; absent: nobody says which clusters it should have. */
  file?: Fleet;
}

/** What results say of each cluster: those of the fleet's file, and those that results are there of. */
export function* fromResults({records, outcomes}: FoundResults, {fleet, file}: Wanted): Iterable<ClusterResults> {
  const runs = Map.groupBy(
    records.filter(record => record.fleet === fleet),
    ({cluster}) => cluster,
  );
  const said = Map.groupBy(
    outcomes.filter(outcome => outcome.fleet === fleet),
    ({cluster}) => cluster,
  );
  for (const name of namesOf(file, [...runs.keys(), ...said.keys()])) {
    const outcome = said.get(name)?.reduce((last, one) => (last.ended > one.ended ? last : one));
    yield {...known(name, file), records: ofNewestDrill(runs.get(name) ?? []), pins: [], ...(outcome && {outcome})};
  }
}

/** What a history says of each cluster, one after the other. */
export async function* fromStore(store: HistoryStore, {fleet, file}: Wanted): AsyncIterable<ClusterResults> {
  const places = (await store.places()).filter(place => place.fleet === fleet);
  for (const name of namesOf(
    file,
    places.map(({cluster}) => cluster),
  )) {
    const records = [];
    for (const place of places.filter(({cluster}) => cluster === name)) records.push(...(await store.records(place)));
    const kept = ofNewestDrill(records);
    const place = places.find(({cluster, drill}) => cluster === name && drill === kept[0]?.drill);
    yield {...known(name, file), records: kept, pins: place ? pinsOf(await store.decisions(place)) : []};
  }
}

/**
 * The fleet that is meant: of the file, else the only one that results are there of.
 *
 * @throws DrillError (exit code 2) where there are several, and nobody says which
 */
export function fleetOf(
  names: readonly string[],
  wanted: {file?: Fleet | undefined; name?: string | undefined},
): string {
  const named = wanted.name ?? wanted.file?.fleet;
  if (named !== undefined) return named;
  const [only, ...others] = [...new Set(names)].sort();
  if (only === undefined) {
    throw usageError('no result of a fleet is there', [
      '`kubedrill fleet run` makes some; --file names the fleet file',
    ]);
  }
  if (others.length) {
    throw usageError(`results of several fleets are there: ${someOf([only, ...others])}`, [
      'say which with --fleet NAME',
    ]);
  }
  return only;
}

/** Clusters of the file in its order, then those that it does not have. */
const namesOf = (file: Fleet | undefined, found: readonly string[]): string[] => {
  const expected = file?.clusters.map(({name}) => name) ?? [];
  return [...new Set(file ? expected : [...found].sort())];
};

const known = (cluster: string, file: Fleet | undefined) => {
  const entry = file?.clusters.find(({name}) => name === cluster);
  return {cluster, ...(entry && {labels: entry.labels})};
};

/** A cluster may have runs of several drills: a fleet's report is about the one that was played last. */
function ofNewestDrill<R extends {drill: string; started: number}>(records: readonly R[]): R[] {
  const newest = records.reduce<R | undefined>(
    (last, one) => (last && last.started > one.started ? last : one),
    undefined,
  );
  return records.filter(({drill}) => drill === newest?.drill);
}

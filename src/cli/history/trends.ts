import {pinsOf} from '../../history/compare/pins.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {type Trend, trendsOf} from '../../history/page/trend.js';
import {placeName} from '../../history/page/words.js';
import type {HistoryStore, Place} from '../../history/store/store.js';
import {usageError} from '../../lib/errors.js';
import {nearest} from '../../lib/text/suggest.js';

/** A page of more places is one that nobody reads, and that no browser likes; nor does anybody go through more on a screen. */
const MOST_PLACES = 20;

/**
 * The nights of some clusters, or all: as many as anybody looks at.
 *
 * @returns the trends, and how many more places there are
 * @throws DrillError (exit code 2) for a cluster that is not in the history, and for a history without a run
 */
export async function trendsIn(
  store: HistoryStore,
  names: readonly string[],
  {rules, last}: {rules: RuleSettings; last: number},
): Promise<{trends: Trend[]; left: number}> {
  const places = placesNamed(await store.places(), names);
  const shown = places.slice(0, MOST_PLACES);
  const trends: Trend[] = [];
  for (const place of shown) {
    const pins = pinsOf(await store.decisions(place));
    trends.push(...trendsOf(await store.records(place), {rules, pins, last}));
  }
  return {trends, left: places.length - shown.length};
}

function placesNamed(places: readonly Place[], names: readonly string[]): readonly Place[] {
  if (!places.length)
    throw usageError('no run is in this history yet', ['`kubedrill history import runs` takes in what is there']);
  const unknown = names.find(name => !places.some(place => placeName(place) === name));
  if (unknown === undefined) return names.length ? places.filter(place => names.includes(placeName(place))) : places;
  const near = nearest(unknown, places.map(placeName));
  throw usageError(`no run on ${unknown} is in this history`, [
    near ? `did you mean ${near}?` : '`kubedrill history list` has the clusters of the newest runs',
  ]);
}

import {pinsOf} from '../../history/compare/pins.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {trendPage} from '../../history/page/page.js';
import {type Trend, trendsOf} from '../../history/page/trend.js';
import {placeName} from '../../history/page/words.js';
import type {HistoryStore, Place} from '../../history/store/store.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {writeOutput} from '../../lib/files/files.js';
import {nearest} from '../../lib/text/suggest.js';
import {type GlobalFlags, type Io, writeJson, writeText} from '../io.js';
import {countFlag} from '../number-flags.js';

/** A sheet of paper has room for little more than this many columns. */
const LAST = {least: 1, most: 60};
/** A page of more places is one that nobody reads, and that no browser likes. */
const MOST_PLACES = 20;

interface PageFlags extends GlobalFlags {
  output?: string;
  last: string;
}

/**
 * Writes the nights of some clusters, or all, as one page.
 *
 * @throws DrillError (exit code 2) for a cluster that is not in the history, and for a history without a run
 */
export async function pageOfNights(
  store: HistoryStore,
  names: readonly string[],
  {flags, rules}: {flags: PageFlags; rules: RuleSettings},
  io: Io,
): Promise<number> {
  const last = countFlag('--last', flags.last, LAST);
  const places = placesNamed(await store.places(), names);
  const shown = places.slice(0, MOST_PLACES);
  const trends: Trend[] = [];
  for (const place of shown) {
    const pins = pinsOf(await store.decisions(place));
    trends.push(...trendsOf(await store.records(place), {rules, pins, last}));
  }
  if (flags.json) writeJson(io, trends);
  else {
    const page = trendPage(trends, rules, places.length - shown.length);
    if (flags.output === undefined) writeText(io, page);
    else writeOutput(flags.output, page);
  }
  return EXIT.ok;
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

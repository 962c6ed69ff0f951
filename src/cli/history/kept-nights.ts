import {existsSync} from 'node:fs';
import {loadHistory} from '../../history/config/load.js';
import {placeName} from '../../history/page/words.js';
import {openKept} from '../../history/store/open.js';
import {DEFAULT_STORE, storeFile} from '../../history/store/place.js';
import type {RunRow} from '../../history/store/store.js';
import {gateShout} from '../../score/gate-word.js';
import {sparkline} from '../../view/nightly/spark.js';

/** The last nights of a drill, for a line of a list. */
export interface DrillNights {
  drill: string;
  /** A letter a night, the newest at the right: the higher, the better its score. */
  spark: string;
  /** The same in words. */
  words: string;
}

/** Runs that are looked at: enough for the nights of a few drills, and read in a few milliseconds. */
const LOOKED_AT = 200;
const NIGHTS = 14;

/**
 * The last nights of every drill of which the history of this folder has runs; none where there is no history, and none
 * where it cannot be read: that is for `kubedrill history` to tell.
 */
export async function keptNights(ascii: boolean): Promise<DrillNights[]> {
  try {
    const url = loadHistory(undefined).store ?? DEFAULT_STORE;
    if (/^file:/.test(url) && !existsSync(storeFile(url))) return [];
    const store = await openKept(url);
    try {
      return nightsByDrill(await store.newest(LOOKED_AT), ascii);
    } finally {
      await store.close();
    }
  } catch {
    return [];
  }
}

/**
 * Of each drill the nights of one cluster, that of its newest run: those of several would be a zigzag of clusters.
 *
 * @param runs the newest first
 */
export function nightsByDrill(runs: readonly RunRow[], ascii: boolean): DrillNights[] {
  return [...Map.groupBy(runs, ({drill}) => drill)].map(([drill, all]) => {
    const [newest] = all;
    const where = ({fleet, cluster, kind}: RunRow) => JSON.stringify([fleet, cluster, kind]);
    const nights = all.filter(run => newest && where(run) === where(newest)).slice(0, NIGHTS);
    return {drill, spark: sparkOf(nights, ascii), words: wordsOf(nights)};
  });
}

/** A run that did not finish says nothing of how it would have ended. */
const sparkOf = (nights: readonly RunRow[], ascii: boolean): string =>
  sparkline(
    nights.map(({outcome, score}) => (outcome === 'finished' && score !== null ? score / 100 : null)).toReversed(),
    ascii,
  );

function wordsOf(nights: readonly RunRow[]): string {
  const [newest] = nights;
  if (!newest) return '';
  const {outcome, green, score, started, kind} = newest;
  const held = nights.filter(night => night.outcome === 'finished' && night.green).length;
  const ended = outcome === 'finished' ? `gates ${gateShout({name: '', held: green, detail: ''})}` : outcome;
  const where = `${placeName(newest)}${kind === 'simulated' && newest.cluster !== kind ? ', simulated' : ''}`;
  return `Last night on ${where}, ${new Date(started).toISOString().slice(0, 10)}: ${score === null ? 'no score' : `score ${score}`}, ${ended}; all gates held in ${held} of the last ${nights.length}.`;
}

import {nightOf} from '../compare/night-of.js';
import type {Judgement} from '../judge/judge.js';
import {LINKS, type Link, type Pin} from '../judge/night.js';
import {median} from '../stats/median.js';
import type {RunRecord} from '../store/record.js';

/** What a link took in one night, over the first attempts at all scenarios; in milliseconds. */
export interface LinkNight {
  median: number;
  least: number;
  most: number;
  /** How many scenarios were measured. */
  scenarios: number;
  /** The shortest SLA of any of them, from the attack to the last stage; absent: none is known. */
  sla?: number;
}

/** Between which medians the nights lie that later ones are put beside. */
export interface Band {
  low: number;
  high: number;
  nights: number;
}

/** One link, or the whole chain, column by column. */
export interface LinkTrend {
  link: Link | 'in all';
  /** As many as there are columns; null: no run, or nothing was measured. */
  nights: (LinkNight | null)[];
  /** Absent: there are too few nights for a baseline, or none is kept of this. */
  band?: Band;
}

type Standing = Judgement['links'][number];

/**
 * What each link took, and the whole chain, in the columns of a picture.
 *
 * @param runs all there are, the oldest first: the first ones are the baseline
 * @param standings how far the baseline of each link is
 * @param pins where baselines begin, because somebody has decided it
 */
export function linkTrends(
  runs: readonly RunRecord[],
  slots: readonly {run?: {uid: string}}[],
  standings: readonly Standing[],
  pins: readonly Pin[] = [],
): LinkTrend[] {
  const byUid = new Map(runs.map(run => [run.uid, run]));
  const shown = slots.map(({run}) => run && byUid.get(run.uid));
  return ([...LINKS, 'in all'] as const).flatMap((link): LinkTrend[] => {
    const nights = shown.map(run => (run ? linkNight(run, link) : null));
    if (nights.every(night => night === null)) return [];
    const standing = standings.find(known => known.link === link);
    const band = standing && bandOf(runs, standing, pins);
    return [{link, nights, ...(band && {band})}];
  });
}

function linkNight({verdicts}: RunRecord, link: LinkTrend['link']): LinkNight | null {
  const measured = verdicts.flatMap(verdict => {
    const ms = link === 'in all' ? verdict.total : verdict.own[link];
    return verdict.attempt === 1 && ms !== null ? [{ms, sla: verdict.sla}] : [];
  });
  if (!measured.length) return null;
  const times = measured.map(({ms}) => ms);
  // The time of an acknowledgement runs from the alert, and has an SLA of its own.
  const slas = link === 'acknowledged' ? [] : measured.flatMap(({sla}) => sla ?? []);
  return {
    ...{median: median(times), least: Math.min(...times), most: Math.max(...times), scenarios: times.length},
    ...(slas.length && {sla: Math.min(...slas)}),
  };
}

/** Of the first nights of which the link is known, as many as are pinned. Nights before a pin are not. */
function bandOf(runs: readonly RunRecord[], {link, baseline}: Standing, pins: readonly Pin[]): Band | undefined {
  if (baseline.state === 'learning') return undefined;
  const known = runs
    .filter(({outcome}) => outcome === 'finished')
    .map(run => ({...run, verdicts: run.verdicts.filter(({scenario}) => isPinned(scenario, run.started, pins))}))
    .filter(run => Object.values(nightOf(run).scenarios).some(({own}) => own[link] !== undefined));
  const medians = known.slice(0, baseline.nights).flatMap(run => linkNight(run, link)?.median ?? []);
  return medians.length ? {low: Math.min(...medians), high: Math.max(...medians), nights: baseline.nights} : undefined;
}

const isPinned = (name: string, started: number, pins: readonly Pin[]): boolean =>
  pins.every(({since, scenario}) => (scenario !== undefined && scenario !== name) || started >= since);

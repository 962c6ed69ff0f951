import {type Detection, detection} from './detection/detection.js';
import {type Finding, grouped} from './finding.js';
import {type Asked, type LinkStanding, slowness} from './latency/slowness.js';
import {comparable, LINKS, type Link, type Night, type Pin} from './night.js';
import {DEFAULT_RULES, type RuleSettings} from './settings.js';

/** The last night beside those before it. */
export interface Judgement {
  run: string;
  /** Nights that it was put beside, with it. */
  nights: number;
  /** How much each link's baseline can be relied on, and how many nights of the window there are since. */
  links: Pick<LinkStanding, 'link' | 'baseline' | 'window' | 'unjudged'>[];
  findings: Finding[];
  /** How often first attempts were detected, by scenario. */
  first: Record<string, Detection['first']>;
  /** Every exact test of latencies that was asked. */
  asked: Asked[];
}

/**
 * Puts the last night beside those before it: what got lost, slower, noisier or flaky, since when, and what else differs
 * since then. The nights are those of one fleet, cluster and drill; simulated and real ones, and those that were
 * stopped, are never put beside each other.
 *
 * @param pins where a baseline begins, because somebody has accepted what differs since
 * @returns undefined when there is no night, or the last one was stopped: then nothing is known of it
 */
export function judge(
  nights: readonly Night[],
  rules: RuleSettings = DEFAULT_RULES,
  pins: readonly Pin[] = [],
): Judgement | undefined {
  const beside = comparable(nights, pins);
  const tonight = beside.at(-1);
  const newest = nights.reduce<Night | undefined>(
    (last, night) => (last && last.at > night.at ? last : night),
    undefined,
  );
  if (!tonight || tonight !== newest) return undefined;
  const names = [...new Set(beside.flatMap(night => Object.keys(night.scenarios)))].sort();
  const since = new Map(names.map(name => [name, pinOf(name, pins)]));
  const detections = names.map(name => {
    const from = since.get(name) ?? -Infinity;
    return [
      name,
      detection(
        name,
        beside.filter(night => night.at >= from),
        rules,
      ),
    ] as const;
  });
  const lost = new Set(
    detections.flatMap(([name, {findings}]) => (findings.some(({kind}) => kind === 'lost') ? [name] : [])),
  );
  const links = LINKS.flatMap(link => {
    const own = ownTimes(link, beside, names, since);
    return own.size ? [slowness(link, beside, own, rules)] : [];
  });
  const slow = links
    .flatMap(({findings}) => findings)
    .filter(f => f.tier === 'link' || !f.scenarios.some(s => lost.has(s)));
  return {
    run: tonight.run,
    nights: beside.length,
    links: links.map(({link, baseline, window, unjudged}) => ({link, baseline, window, unjudged})),
    findings: grouped([...detections.flatMap(([, {findings}]) => findings), ...slow]),
    first: Object.fromEntries(detections.map(([name, {first}]) => [name, first])),
    asked: links.flatMap(({asked}) => asked),
  };
}

/** Where the baseline of one scenario begins. */
const pinOf = (name: string, pins: readonly Pin[]): number =>
  Math.max(...pins.filter(pin => pin.scenario === name).map(pin => pin.since), -Infinity);

/** Own times of a link by scenario and night; only those that were measured at least once. */
function ownTimes(link: Link, nights: readonly Night[], names: readonly string[], since: ReadonlyMap<string, number>) {
  const timesOf = (name: string) =>
    Float64Array.from(nights, ({at, scenarios}) => {
      const ms = at < (since.get(name) ?? -Infinity) ? undefined : scenarios[name]?.own[link];
      if (ms === undefined) return Number.NaN;
      return ms === null ? Number.POSITIVE_INFINITY : Math.max(1, ms);
    });
  const all = names.map(name => [name, timesOf(name)] as const);
  return new Map(all.filter(([, times]) => times.some(ms => !Number.isNaN(ms))));
}

import {median} from '../../stats/median.js';
import {changes} from '../context.js';
import type {Finding, Projection} from '../finding.js';
import {LINKS, type Link, type Night} from '../night.js';
import type {RuleSettings} from '../settings.js';
import {changePoint} from './change-point.js';
import {drift} from './drift.js';
import {jump} from './jump.js';
import type {Baseline} from './pinned.js';
import type {Series, Standing} from './series.js';
import {LinkHistory, type OwnTimes, type Tiers} from './tiers.js';

/** A test that was asked on the last night: for Benjamini and Hochberg, who want all of them. */
export interface Asked {
  link: Link;
  /** Absent: of the link. */
  scenario?: string;
  p: number;
}

/** How one link stands on the last night. */
export interface LinkStanding {
  link: Link;
  baseline: Baseline;
  /** Nights since the baseline, up to those of the window. */
  window: number;
  /** Scenarios of which it is not known whether they are slower: they have too few nights, or were not measured. */
  unjudged: string[];
  findings: Finding[];
  asked: Asked[];
}

const DAY_MS = 86_400_000;
/** A step of latencies may be taken for one that came this many nights earlier or later. */
const ABOUT = 2;

/** Puts the last night of a link beside those before it. Latencies of less than a millisecond count as one. */
export function slowness(link: Link, nights: readonly Night[], own: OwnTimes, rules: RuleSettings): LinkStanding {
  const history = new LinkHistory(own, rules);
  const last = nights.length - 1;
  const tiers = history.at(last);
  const standing = tiers.link.at(last);
  const names = [...tiers.medians.keys()].sort();
  const about = (tier: Finding['tier'], scenarios: string[]) => ({link, ...(tier && {tier}), scenarios});
  const findings: Finding[] = [];
  const asked: Asked[] = [];

  if (standing?.test) asked.push({link, p: standing.test.p});
  const step = standing && stepOf(tiers.link, standing, nights, names);
  if (step) findings.push({kind: 'slower', severity: 'gate', ...about('link', names), ...step});
  const jumped = standing && !step ? jump(standing, rules) : undefined;
  if (jumped !== undefined && Number.isFinite(jumped)) {
    const [before, from] = tiers.link.nights.slice(-rules.jump.nights - 1);
    findings.push({
      ...{kind: 'jump', severity: rules.jump.as, ...about('link', names), shift: Math.exp(jumped)},
      ...between(nights, before, from, names),
    });
  }
  if (standing) findings.push(...drifting(link, tiers, nights, rules, names));

  for (const [name, series] of tiers.residuals) {
    const beside = series.at(last);
    if (!beside?.test) continue;
    asked.push({link, scenario: name, p: beside.test.p});
    const own = stepOf(series, beside, nights, [name]);
    if (own) findings.push({kind: 'slower', severity: 'gate', ...about('scenario', [name]), ...own});
  }
  const measured = history.baselineAt(last);
  const baseline = measured.state === 'learning' ? measured : tiers.link.baselineAt(last);
  return {
    ...{link, baseline, findings, asked},
    window: Math.min(rules.slower.window, history.countAt(last) - baseline.nights),
    unjudged: [...own.keys()].filter(name => !tiers.residuals.get(name)?.at(last)?.test).sort(),
  };
}

/** The finding of a series that is slower. Where most of the last nights were missed, it is lost, not slower. */
function stepOf(series: Series, standing: Standing, nights: readonly Night[], names: readonly string[]) {
  const {slower, test, before, baseline} = standing;
  if (!slower || !test || !Number.isFinite(test.shift)) return undefined;
  const point = changePoint(series.upTo(nights.length - 1), baseline.nights, median(before), test.shift);
  const at = series.nights[point] as number;
  return {p: test.p, shift: Math.exp(test.shift), ...between(nights, at - 1 - ABOUT, at, names, ABOUT)};
}

/** Since when, and what else differs between the night before and then. */
function between(nights: readonly Night[], before = 0, since = 0, names: readonly string[] = [], about = 0) {
  const at = (night: number) => nights[Math.max(0, Math.min(nights.length - 1, night))] as Night;
  const {run, at: time} = at(since);
  return {
    since: {run, at: time},
    coincidesWith: changes(at(before).context, at(since + about).context, names),
  };
}

function drifting(
  link: Link,
  {link: series, medians}: Tiers,
  nights: readonly Night[],
  rules: RuleSettings,
  names: string[],
): Finding[] {
  const dayOf = (night: Night) => night.at / DAY_MS;
  const values = series.upTo(nights.length - 1);
  const points = series.nights.map((night, i) => [dayOf(nights[night] as Night), values[i] as number] as const);
  const line = drift(points, rules);
  if (!line) return [];
  const today = dayOf(nights.at(-1) as Night);
  const now = line.intercept + line.slope * today;
  const projections = [...medians].flatMap(([scenario, middle]) => {
    const projected = project(scenario, link, middle * Math.exp(now), line.slope, nights);
    return projected ? [projected] : [];
  });
  projections.sort((a, b) => a.days - b.days);
  // The first of many is early by chance as well, so half of them say when.
  const [first, half] = [projections[0], projections[(projections.length - 1) >> 1]];
  // What stays within its SLA for a year is no news.
  if (first && first.days > rules.drift.horizon) return [];
  const weeks = points.at(-rules.drift.weeks * 7) as (typeof points)[number];
  const since = nights.find(night => dayOf(night) === weeks[0]) as Night;
  return [
    {
      ...{kind: 'drift', severity: 'warning', link, tier: 'link', scenarios: names, p: line.p},
      ...{shift: Math.exp(line.slope), since: {run: since.run, at: since.at}, coincidesWith: []},
      ...(first && half && {projection: {...half, first}}),
    },
  ];
}

/** When a link that takes a share more each day takes all that its SLA leaves to it. */
function project(
  scenario: string,
  link: Link,
  ownMs: number,
  slope: number,
  nights: readonly Night[],
): Projection | undefined {
  const slaMs = nights.at(-1)?.scenarios[scenario]?.sla?.[link];
  if (slaMs === undefined) return undefined;
  const upstream = LINKS.slice(0, LINKS.indexOf(link)).map(earlier => median(lately(nights, scenario, earlier)));
  const left = slaMs - upstream.filter(Number.isFinite).reduce((sum, ms) => sum + ms, 0);
  return {scenario, slaMs, days: left <= ownMs ? 0 : Math.log(left / ownMs) / slope};
}

/** What a link of a scenario took in the last week. */
const lately = (nights: readonly Night[], scenario: string, link: Link): number[] =>
  nights.slice(-7).flatMap(night => night.scenarios[scenario]?.own[link] ?? []);

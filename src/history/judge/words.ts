import {formatDuration} from '../../lib/duration.js';
import {someOf} from '../../lib/text/some-of.js';
import {changeText} from './context.js';
import type {FirstAttempts} from './detection/detection.js';
import type {Finding} from './finding.js';
import type {FleetFinding} from './fleet.js';
import type {Baseline} from './latency/pinned.js';
import {DEFAULT_RULES, type RuleSettings} from './settings.js';

/** A finding in one line: `pod-exec lost since 2026-11-20; coincides with rule pack 3f2a → 91bc (pod-exec removed)`. */
export function findingText(finding: Finding): string {
  const since = new Date(finding.since.at).toISOString().slice(0, 10);
  const coincides = finding.coincidesWith.map(changeText);
  // Its line ends with days to come.
  const begins = finding.kind === 'drift' ? ', rising since' : ' since';
  return `${headline(finding)}${begins} ${since}${coincides.length ? `; coincides with ${someOf(coincides)}` : ''}`;
}

/** What a finding is, without when and along with what: `alerted slower x1.5 in 37 scenarios`. */
export function headline({kind, link, tier, scenarios, shift = 1, projection}: Finding): string {
  const names = someOf(scenarios);
  if (kind === 'drift')
    return `${link} slower by ${percent(shift - 1)} a day${projection ? `: ${reaches(projection)}` : ''}`;
  if (kind === 'jump') return `${link} jumped to x${shift.toFixed(1)}`;
  if (kind !== 'slower') return `${names} ${kind}`;
  return tier === 'link'
    ? `${link} slower x${shift.toFixed(1)} in ${scenarios.length} ${scenarios.length === 1 ? 'scenario' : 'scenarios'}`
    : `${names} slower x${shift.toFixed(1)} until ${link}, beside the others`;
}

/** Half of the scenarios say when; the first is named where it is much earlier. */
function reaches({slaMs, days, first}: NonNullable<Finding['projection']>): string {
  const early = first.days < 0.8 * days ? `, ${first.scenario} ${inDays(first.days)}` : '';
  return `reaches its SLA of ${formatDuration(slaMs)} ${inDays(days)}${early}`;
}

const inDays = (days: number): string => (days < 1 ? 'now' : `in about ${Math.round(days)} days`);

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The finding of a fleet in one line: `alerted slower x1.6 on 212 of 500 clusters, all of stack=us.yaml`. */
export function fleetText({
  kind,
  link,
  tier,
  clusters,
  of,
  scenarios,
  shift = 1,
  allOf,
  coincidesWith,
}: FleetFinding): string {
  const what = link ? `${tier === 'scenario' ? `${someOf(scenarios)}: ` : ''}${link}` : someOf(scenarios);
  const times = kind === 'slower' || kind === 'jump' ? ` x${shift.toFixed(1)}` : '';
  const labels = Object.entries(allOf).map(([key, value]) => `${key}=${value}`);
  return [
    `${what} ${kind}${times} on ${clusters.length} of ${of} clusters`,
    ...(labels.length ? [`, all of ${labels.join(', ')}`] : []),
    ...(coincidesWith.length ? [`; coincides with ${someOf(coincidesWith.map(changeText))}`] : []),
  ].join('');
}

/** How much a baseline can be relied on: `learning (9 of 14)`. */
export const baselineText = ({state, nights}: Baseline, {baseline}: RuleSettings = DEFAULT_RULES): string =>
  state === 'learning' ? `learning (${nights} of ${baseline.minimum})` : `${state} (${nights} nights)`;

/** How often first attempts were detected: `27 of 28, 82 to 99 %`. */
export const rateText = ({detected, of, low, high}: FirstAttempts): string =>
  `${detected} of ${of}, ${Math.round(low * 100)} to ${Math.round(high * 100)} %`;

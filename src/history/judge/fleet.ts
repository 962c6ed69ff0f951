import {benjaminiHochberg} from '../stats/benjamini-hochberg.js';
import {median} from '../stats/median.js';
import type {Change} from './context.js';
import type {Finding, FindingKind, FindingSeverity} from './finding.js';
import type {Judgement} from './judge.js';
import type {Link} from './night.js';
import {DEFAULT_RULES, type RuleSettings} from './settings.js';

/** A cluster of a fleet and its last night; absent: it did not run, or nothing is known of it. */
export interface ClusterNight {
  cluster: string;
  labels?: Readonly<Record<string, string>>;
  judgement?: Judgement;
}

/** The same finding on some clusters. */
export interface FleetFinding {
  kind: FindingKind;
  severity: FindingSeverity;
  link?: Link;
  tier?: Finding['tier'];
  clusters: string[];
  /** Of how many that were judged. */
  of: number;
  scenarios: string[];
  /** The median over the clusters of how many times as slow. */
  shift?: number;
  /** What else differs on every one of them since then; never the cause. */
  coincidesWith: Change[];
  /** Labels that all of them have, and not all of the fleet. */
  allOf: Record<string, string>;
}

/**
 * The findings of a fleet's night, each once with its clusters. Of latencies only those stay that Benjamini and
 * Hochberg's procedure over every test of the fleet leaves, and they count for gates on several clusters alone: among
 * many tests some look unlikely by chance.
 */
export function fleetFindings(
  fleet: readonly ClusterNight[],
  {fleet: {q, clusters}}: RuleSettings = DEFAULT_RULES,
): FleetFinding[] {
  const judged = fleet.flatMap(({judgement, ...cluster}) => (judgement ? [{...cluster, judgement}] : []));
  const asked = judged.flatMap(({cluster, judgement}) => judgement.asked.map(test => ({cluster, ...test})));
  const adjusted = benjaminiHochberg(asked.map(({p}) => p));
  const kept = new Set(
    asked
      .filter((_, i) => (adjusted[i] as number) <= q)
      .map(({cluster, link, scenario}) => keyOf(cluster, link, scenario)),
  );
  const groups = new Map<string, Member[]>();
  for (const {cluster, judgement} of judged) {
    for (const finding of judgement.findings.flatMap(f => stays(cluster, f, kept))) {
      const {kind, link, tier, scenarios} = finding;
      const key = JSON.stringify([kind, link, tier, link ? [] : scenarios]);
      groups.set(key, [...(groups.get(key) ?? []), {cluster, finding}]);
    }
  }
  return together([...groups.values()].map(members => commonOf(members, {fleet, of: judged.length, clusters})));
}

interface Member {
  cluster: string;
  finding: Finding;
}

function commonOf(
  members: readonly Member[],
  {fleet, of, clusters}: {fleet: readonly ClusterNight[]; of: number; clusters: number},
): FleetFinding {
  const {finding} = members[0] as Member;
  const names = [...new Set(members.map(({cluster}) => cluster))];
  const shifts = members.flatMap(({finding: {shift}}) => shift ?? []);
  const few = finding.kind === 'slower' && names.length < clusters;
  return {
    ...{kind: finding.kind, severity: few ? 'warning' : finding.severity},
    ...(finding.link && {link: finding.link}),
    ...(finding.tier && {tier: finding.tier}),
    ...{clusters: names, of},
    scenarios: [...new Set(members.flatMap(member => member.finding.scenarios))].sort(),
    ...(shifts.length && {shift: median(shifts)}),
    coincidesWith: finding.coincidesWith.filter(change =>
      members.every(m => m.finding.coincidesWith.some(same(change))),
    ),
    allOf: sharedLabels(fleet, new Set(names)),
  };
}

/** Scenarios of which the same is true on the same clusters, in one finding. */
function together(findings: readonly FleetFinding[]): FleetFinding[] {
  const alike = Map.groupBy(findings, ({scenarios, shift, ...rest}) => JSON.stringify([rest, rest.link && scenarios]));
  return [...alike.values()].flatMap(([first, ...more]) =>
    first ? [{...first, scenarios: [first, ...more].flatMap(({scenarios}) => scenarios).sort()}] : [],
  );
}

const keyOf = (...parts: (string | undefined)[]): string => JSON.stringify(parts);

/** A finding of latencies with the scenarios that the fleet's tests leave to it; any other as it is. */
function stays(cluster: string, finding: Finding, kept: ReadonlySet<string>): Finding[] {
  // Others may have lost fewer, or more.
  if (!finding.link) return finding.scenarios.map(name => ({...finding, scenarios: [name]}));
  if (finding.kind !== 'slower') return [finding];
  if (finding.tier === 'link') return kept.has(keyOf(cluster, finding.link, undefined)) ? [finding] : [];
  const scenarios = finding.scenarios.filter(name => kept.has(keyOf(cluster, finding.link, name)));
  return scenarios.length ? [{...finding, scenarios}] : [];
}

const same = (a: Change) => (b: Change) => a.field === b.field && a.from === b.from && a.to === b.to;

/** Labels that all of the named clusters have, and not all of the fleet. */
export function sharedLabels(
  fleet: readonly Omit<ClusterNight, 'judgement'>[],
  names: ReadonlySet<string>,
): Record<string, string> {
  const members = fleet.filter(({cluster}) => names.has(cluster));
  const shared = Object.entries(members[0]?.labels ?? {}).filter(
    ([key, value]) =>
      members.every(({labels}) => labels?.[key] === value) && fleet.some(({labels}) => labels?.[key] !== value),
  );
  return Object.fromEntries(shared);
}

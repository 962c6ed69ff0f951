import type {ClusterKind, Verdict} from '../../events/words.js';
import {fateOf} from '../judge/detection/attempts.js';
import {type Finding, grouped, type NightName} from '../judge/finding.js';
import {type Judgement, judge} from '../judge/judge.js';
import {comparable, LINKS, type Link, type Night, type Pin} from '../judge/night.js';
import type {RuleSettings} from '../judge/settings.js';
import type {RunRecord} from '../store/record.js';
import {besideRun} from './beside-run.js';
import {nightOf} from './night-of.js';

/** What a run is put beside: the pinned nights, the newest green run of the same scenarios, or a run by its uid. */
export type Baseline = 'pinned' | 'last-green' | {uid: string};

/** A finding as a comparison reports it. */
export interface Compared extends Finding {
  /** All of its scenarios are in quarantine: it counts for no gate. */
  quarantined?: true;
}

/** A run beside those before it. */
export interface Comparison {
  run: NightName;
  fleet: string;
  cluster: string;
  drill: string;
  kind: ClusterKind;
  baseline: 'pinned' | 'last-green' | 'run';
  /** The run that detections were put beside; absent: the pinned nights. */
  beside?: NightName;
  /** Comparable nights, with this one. */
  nights: number;
  /** The worst first. */
  findings: Compared[];
  /** What is known of latencies, by link. */
  links: Judgement['links'];
  /** How often first attempts were detected, by scenario. */
  first: Judgement['first'];
  /** Whether there was anything to put it beside; if not, `undecided` says why. */
  compared: boolean;
  /** Scenarios of which nobody can say whether they are as before. */
  unknown: string[];
  /** Links that were measured before, and not at all this time. */
  unmeasured: Link[];
  /** What cannot be said of this run, and why; with any, it is not known to be as before. */
  undecided: string[];
}

/**
 * Puts a run beside those before it.
 *
 * @param records of one place, in any order; those after the run are not looked at
 * @param uid of the run, which is one of them
 */
export function compareRun(
  records: readonly RunRecord[],
  uid: string,
  {baseline, rules, pins = []}: {baseline: Baseline; rules: RuleSettings; pins?: readonly Pin[]},
): Comparison {
  const sorted = records.toSorted((a, b) => a.started - b.started || (a.uid < b.uid ? -1 : 1));
  const upTo = sorted.slice(0, sorted.findIndex(record => record.uid === uid) + 1);
  const run = upTo.at(-1);
  if (!run) throw new Error(`the run ${uid} is not one of those that it is to be put beside`);
  const {fleet, cluster, drill, kind} = run;
  const nights = upTo.map(nightOf);
  const judgement = judge(nights, rules, pins);
  const beside = baseline === 'pinned' ? undefined : besideOf(upTo, run, baseline);
  const common: Comparison = {
    ...{run: nameOf(run), fleet, cluster, drill, kind, nights: judgement?.nights ?? 0},
    baseline: typeof baseline === 'string' ? baseline : 'run',
    ...(beside && {beside: nameOf(beside)}),
    ...{findings: [], links: judgement?.links ?? [], first: judgement?.first ?? {}},
    ...{compared: false, unknown: [], unmeasured: [], undecided: []},
  };
  if (!judgement) return {...common, undecided: ['the run did not finish: what it did not come to is not known']};
  const kept = comparable(nights, pins);
  const whyNot = beside ? undefined : whyNoBaseline(run, {baseline, pins, nights: kept.length});
  if (whyNot) return {...common, undecided: [whyNot]};
  const since =
    beside && nights.filter(night => night.kind === kind && !night.interrupted && night.at >= beside.started);
  const latencies = judgement.findings.filter(({link}) => link !== undefined);
  const findings = since ? grouped([...besideRun(since, rules), ...latencies]) : judgement.findings;
  const unknown = unknownTonight(since ?? kept, quarantinedIn(run));
  const unmeasured = unmeasuredTonight(kept);
  return {
    ...common,
    findings: sortedFindings(findings.flatMap(finding => withQuarantine(finding, quarantinedIn(run)))),
    ...{compared: true, unknown: [...unknown.keys()], unmeasured},
    undecided: [
      ...[...unknown].map(([name, verdict]) => `${name} was ${verdict} this time`),
      ...unmeasured.map(link => `${link} was not measured this time`),
    ],
  };
}

const nameOf = ({uid, started}: RunRecord): NightName => ({run: uid, at: started});

/** Why there are no earlier nights to put a run beside; undefined where there are. */
function whyNoBaseline(
  {started, verdicts}: RunRecord,
  {baseline, pins, nights}: {baseline: Baseline; pins: readonly Pin[]; nights: number},
): string | undefined {
  if (baseline !== 'pinned') return 'there is no baseline: every gate held in no earlier run of the same scenarios';
  if (nights < 2) return 'there is no baseline: no earlier run of this drill on this kind of cluster finished';
  const begins = (name: string) => pins.some(({scenario, since}) => scenario === name && since >= started);
  return verdicts.length && verdicts.every(({scenario}) => begins(scenario))
    ? 'there is no baseline: somebody let it begin with this run, or a later one'
    : undefined;
}

/** Earlier runs of another kind of cluster, and those that did not finish, are never a baseline. */
function besideOf(upTo: readonly RunRecord[], run: RunRecord, baseline: 'last-green' | {uid: string}) {
  const earlier = upTo.filter(record => record !== run && record.kind === run.kind && record.outcome === 'finished');
  if (baseline !== 'last-green') return earlier.find(({uid}) => uid === baseline.uid);
  return earlier.findLast(record => record.green && scenariosOf(record) === scenariosOf(run));
}

const scenariosOf = ({verdicts}: RunRecord): string => [...new Set(verdicts.map(v => v.scenario))].sort().join('\n');

const quarantinedIn = ({verdicts}: RunRecord): ReadonlySet<string> =>
  new Set(verdicts.filter(({quarantined}) => quarantined).map(({scenario}) => scenario));

/** A finding, without those of its scenarios that are in quarantine, which have one of their own. What a link does is everybody's. */
function withQuarantine(finding: Finding, quarantined: ReadonlySet<string>): Compared[] {
  const {tier, scenarios} = finding;
  if (tier === 'link') return [finding];
  const {in: inside = [], out = []} = Object.groupBy(scenarios, name => (quarantined.has(name) ? 'in' : 'out'));
  return [
    ...(out.length ? [{...finding, scenarios: out}] : []),
    ...(inside.length ? [{...finding, scenarios: inside, severity: 'note' as const, quarantined: true as const}] : []),
  ];
}

/** Scenarios of which nobody can say whether they are as before. What a cluster lacks is news on one night alone. */
function unknownTonight(nights: readonly Night[], quarantined: ReadonlySet<string>): Map<string, Verdict> {
  const [before, tonight] = nights.slice(-2);
  const unknown = Object.entries(tonight?.scenarios ?? {}).flatMap(([name, night]): [string, Verdict][] => {
    const verdict = night.attempts.at(-1)?.verdict;
    if (!verdict || fateOf(night).detected !== undefined || quarantined.has(name)) return [];
    const earlier = before?.scenarios[name];
    const isNews = verdict !== 'skipped' || (earlier && fateOf(earlier).detected !== undefined);
    return isNews ? [[name, verdict]] : [];
  });
  return new Map(unknown);
}

/** Links of which a night without any time says nothing, though the night before had some. */
function unmeasuredTonight(nights: readonly Night[]): Link[] {
  const [before, tonight] = nights.slice(-2);
  const isMeasured = (link: Link, night: Night | undefined) =>
    Object.values(night?.scenarios ?? {}).some(({own}) => own[link] !== undefined);
  return before === tonight ? [] : LINKS.filter(link => isMeasured(link, before) && !isMeasured(link, tonight));
}

const SEVERITIES: readonly Finding['severity'][] = ['gate', 'warning', 'note'];
const KINDS: readonly Finding['kind'][] = [
  ...(['lost', 'new noise', 'slower', 'flaky', 'slow loss', 'jump', 'drift', 'recovered'] as const),
];

const sortedFindings = (findings: readonly Compared[]): Compared[] =>
  findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      b.scenarios.length - a.scenarios.length,
  );

/** Whether anything of a comparison counts for a gate. */
export const gatesOf = ({findings}: Pick<Comparison, 'findings'>): Compared[] =>
  findings.filter(({severity}) => severity === 'gate');

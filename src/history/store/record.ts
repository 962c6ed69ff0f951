import type {DrillEvent} from '../../events/events.js';
import type {BenignState, ClusterKind, Stage, Verdict} from '../../events/words.js';
import {canonicalHash, canonicalText} from '../../lib/json/canonical.js';
import {scoreRun} from '../../score/card.js';
import {viewOf} from '../../view/fold.js';
import {linkTimes} from '../../view/link-times.js';
import {attemptsOf, isQuarantined} from '../../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import type {Outcome} from './codes.js';

/** The links whose own times are kept. */
export const LINKS = ['audited', 'collected', 'alerted', 'acknowledged'] as const satisfies Stage[];
export type Link = (typeof LINKS)[number];

/** One attempt at one scenario, as a history keeps it. Times are whole milliseconds; null: not measured. */
export interface VerdictRecord {
  scenario: string;
  /** From 1. */
  attempt: number;
  verdict: Verdict;
  /** What each link took on its own. */
  own: Record<Link, number | null>;
  /** The latency of the last stage that is expected of machines, null where it was not seen, and its SLA. */
  total: number | null;
  sla: number | null;
  benign: BenignState | null;
  /** Where the chain broke, and why. */
  broken: Stage | null;
  cause: string | null;
  /** Whether no gate looked at it. */
  quarantined: boolean;
}

/** One run, as a history keeps it: everything follows from its event log, and nothing from where that lies. */
export interface RunRecord {
  /** Unlike that of any other run: its start to the millisecond, and its own id. */
  uid: string;
  /** The drill's id. */
  drill: string;
  fleet: string;
  /** The name under which its cluster has a history. */
  cluster: string;
  kind: ClusterKind;
  /** Milliseconds since 1970. */
  started: number;
  ended: number;
  outcome: Outcome;
  /** 0 to 100; null: nothing could be scored. */
  score: number | null;
  /** Whether it finished and every gate held. */
  green: boolean;
  /** What was under test, as canonical JSON, and its hash; null in logs that do not say. */
  context: {hash: string; json: string} | null;
  branch: string | null;
  /** As canonical JSON. */
  labels: string;
  /** How many events its log has: of two logs of one run, the longer one is right. */
  size: number;
  verdicts: VerdictRecord[];
}

/** What a history keeps of a run; undefined for a log that does not begin one. */
export function recordOf(events: readonly DrillEvent[]): RunRecord | undefined {
  const view = viewOf(events);
  const {started, ended, context, nowMs} = view;
  if (!started) return undefined;
  const card = scoreRun(view);
  const outcome = ended?.outcome ?? 'interrupted';
  const scored = card.excluded.length < view.scenarios.length;
  const begun = Date.parse(started.at);
  return {
    uid: `${started.at} ${started.run}`,
    drill: started.drill.id,
    fleet: context?.fleet ?? '',
    cluster: context?.cluster ?? clusterOf(view),
    kind: started.cluster.kind,
    started: begun,
    ended: begun + Math.round(ended?.ms ?? nowMs),
    outcome,
    score: scored ? card.total : null,
    green: outcome === 'finished' && card.gates.every(({held}) => held),
    context: contextOf(context),
    branch: context?.vcs?.ref ?? null,
    labels: canonicalText(context?.labels ?? {}),
    size: events.length,
    verdicts: view.scenarios.flatMap(verdictsOf),
  };
}

/** Old logs do not say under which name; a cluster that was there before the run had one. */
const clusterOf = ({started, cluster}: RunView): string =>
  started?.cluster.kind === 'existing' && cluster ? cluster.name : (started?.cluster.kind ?? '');

function contextOf(context: RunView['context']): RunRecord['context'] {
  if (!context) return null;
  const {type: _, seq: __, at: ___, ms: ____, ...said} = context;
  return {hash: canonicalHash(said), json: canonicalText(said)};
}

/** An attempt that was cut off has no verdict, and is not there. */
const verdictsOf = (scenario: ScenarioView): VerdictRecord[] =>
  attemptsOf(scenario).flatMap((attempt, index) =>
    attempt.verdict === undefined
      ? []
      : [verdictRecord(scenario, attempt, {attempt: index + 1, verdict: attempt.verdict})],
  );

function verdictRecord(
  whole: ScenarioView,
  attempt: ScenarioView,
  of: Pick<VerdictRecord, 'attempt' | 'verdict'>,
): VerdictRecord {
  const times = linkTimes(attempt);
  const last = attempt.stages.findLast(({stage, slaMs}) => slaMs !== undefined && stage !== 'acknowledged');
  const own = LINKS.map(link => [link, rounded(times.find(({stage}) => stage === link)?.ownMs)]);
  return {
    scenario: whole.plan.id,
    ...of,
    own: Object.fromEntries(own),
    total: rounded(last?.latencyMs),
    sla: rounded(last?.slaMs),
    benign: attempt.benign?.state ?? null,
    broken: attempt.link?.broken ?? null,
    cause: attempt.link ? withoutToken(attempt.link.cause, attempt.token) : null,
    quarantined: isQuarantined(whole),
  };
}

const rounded = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms));

/** The token is another every time: without it a cause is the same every night, and kept once. */
const withoutToken = (cause: string, token: string | undefined): string =>
  token === undefined ? cause : cause.replaceAll(token, 'kd-…');

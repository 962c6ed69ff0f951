import {printableJson} from '../../lib/text/printable.js';
import {type ResponseMeasures, responseOf} from '../../response/measures.js';
import type {ScoreCard} from '../../score/card.js';
import {scoreResponse} from '../../score/response-card.js';
import {linkTimes} from '../../view/link-times.js';
import {attemptsOf, isFlaky} from '../../view/nightly/attempts.js';
import {signalOf} from '../../view/signal-of.js';
import {leftBehind} from '../../view/tally.js';
import {phaseTimes, summedPhases} from '../../view/timings.js';
import type {RunView, ScenarioView, StageView} from '../../view/view.js';
import {type LinkFigures, linkFigures, type Percentiles} from '../figures.js';
import {reportedState} from '../stages.js';
import {exerciseIn, responseIn} from './people.js';
import {RESULT_VERSION, type Result} from './result-schema.js';

/** A run as data: the content of `result.json`. Times are seconds. */
export function resultOf(view: RunView, card: ScoreCard): Result {
  const {total, components, excluded, gates} = card;
  const measured = responseOf(view);
  return {
    schemaVersion: RESULT_VERSION,
    run: runOf(view),
    scenarios: view.scenarios.map(s =>
      scenarioOf(
        s,
        view,
        measured.find(({scenario}) => scenario === s),
      ),
    ),
    links: linkFigures(view).map(linkOf),
    score: {total, components, excluded},
    response: scoreResponse(view) ?? null,
    exercise: exerciseIn(view),
    gates,
    preflight: view.checks.map(({check, state, detail, scenario}) => ({
      ...{check, state, detail},
      ...(scenario !== undefined && {scenario}),
    })),
    cleanup: {
      created: view.cleanup?.created ?? 0,
      left: leftBehind(view),
      cluster: view.cleanup?.cluster ?? null,
    },
  };
}

/** `result.json`, as text. */
export const jsonReport = (view: RunView, card: ScoreCard): string => `${printableJson(resultOf(view, card), 2)}\n`;

function linkOf({stage, own, since, slaMs, budget, of}: LinkFigures): Result['links'][number] {
  const both = ({p50, p95}: Percentiles) => ({p50: seconds(p50), p95: seconds(p95)});
  return {
    ...{stage, measured: of, own: both(own), latency: both(since)},
    sla: slaMs === undefined ? null : seconds(slaMs),
    budget: budget ? {seconds: seconds(budget.ms), why: budget.why} : null,
  };
}

const seconds = (ms: number): number => Math.round(ms) / 1000;
const NEVER = new Date(0).toISOString();

function runOf(view: RunView): Result['run'] {
  const {started, ended, cluster, nowMs} = view;
  const startedAt = started?.at ?? NEVER;
  return {
    id: started?.run ?? '',
    startedAt,
    endedAt: ended?.at ?? new Date(Date.parse(startedAt) + nowMs).toISOString(),
    // A log without an end is that of a process that was killed.
    outcome: ended?.outcome ?? 'interrupted',
    ...(ended?.reason !== undefined && {reason: ended.reason}),
    kubedrill: started?.kubedrill ?? '',
    drill: started?.drill ?? {id: '', title: ''},
    cluster: {
      kind: started?.cluster.kind ?? 'simulated',
      name: cluster?.name ?? null,
      simulated: started?.cluster.simulated ?? false,
      version: cluster?.version ?? null,
      reason: started?.cluster.reason ?? '',
    },
    settings: settingsIn(view),
    ...contextIn(view),
    timings: inSeconds(ended?.timings ?? {}),
    phases: inSeconds(summedPhases(view)),
  };
}

function settingsIn({started}: RunView): Result['run']['settings'] {
  const {slaFactor = 1, slaMs, graceMs = 0, parallel = 1, keep = false, retry} = started?.settings ?? {};
  const sla = slaMs === undefined ? {} : {sla: seconds(slaMs)};
  return {slaFactor, ...sla, grace: seconds(graceMs), parallel, keep, ...(retry !== undefined && {retry})};
}

/** What was under test, without the stamp of its event. */
function contextIn({context}: RunView): Pick<Result['run'], 'context'> {
  if (!context) return {};
  const {type: _, seq: __, at: ___, ms: ____, ...said} = context;
  return {context: said};
}

const inSeconds = (times: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, seconds(ms)]));

function scenarioOf(
  s: ScenarioView,
  view: RunView,
  measures: ResponseMeasures | undefined,
): Result['scenarios'][number] {
  const {id, title, severity, tags} = s.plan;
  return {
    ...{id, title, severity, tags},
    verdict: s.verdict ?? null,
    ...attemptsIn(s),
    ...quarantineIn(s),
    explanation: s.explanation ?? '',
    brokenLink: s.link ?? null,
    token: s.token ?? null,
    stages: s.stages.map(stage => stageOf(s, stage)),
    benign: s.benign ? {state: s.benign.state, rules: s.benign.rules} : null,
    containment: s.containment.map(({check, state, rehearsed, latencyMs, withinMs}) => ({
      ...{check, state, rehearsed},
      latency: latencyMs === undefined ? null : seconds(latencyMs),
      within: seconds(withinMs),
    })),
    acknowledgements: s.acknowledgements.map(event => ({
      ...{source: event.source, person: event.person ?? null, robot: event.robot, counted: event.counted},
      ...(event.unnamed !== undefined && {unnamed: event.unnamed}),
      latency: event.alert === undefined ? null : seconds(event.latencyMs),
      ...(event.reason !== undefined && {reason: event.reason}),
      ...(event.hides && {hides: event.hides}),
    })),
    response: responseIn(measures, view),
    phases: inSeconds(phaseTimes(s, view.nowMs)),
    left: attemptsOf(s).flatMap(attempt => attempt.cleaned?.left ?? []),
  };
}

/** What a scenario that was played once has nothing to say of. */
function attemptsIn(s: ScenarioView): Pick<Result['scenarios'][number], 'flaky' | 'attempts'> {
  if (!s.later.length) return {};
  return {
    flaky: isFlaky(s),
    attempts: attemptsOf(s).map((attempt, index) => ({
      attempt: index + 1,
      verdict: attempt.verdict ?? null,
      explanation: attempt.explanation ?? '',
      brokenLink: attempt.link ?? null,
      token: attempt.token ?? null,
      stages: attempt.stages.map(stage => stageOf(attempt, stage)),
      benign: attempt.benign ? {state: attempt.benign.state, rules: attempt.benign.rules} : null,
    })),
  };
}

function quarantineIn({quarantine}: ScenarioView): Pick<Result['scenarios'][number], 'quarantine'> {
  if (!quarantine) return {};
  const {owner, until, why, expired} = quarantine;
  return {quarantine: {owner, until, why, expired}};
}

function stageOf(s: ScenarioView, stage: StageView): Result['scenarios'][number]['stages'][number] {
  const {stage: name, slaMs, latencyMs, source, reason} = stage;
  const ownMs = linkTimes(s).find(link => link.stage === name && link.sinceMs === latencyMs)?.ownMs;
  return {
    stage: name,
    state: reportedState(s, stage),
    sla: slaMs === undefined ? null : seconds(slaMs),
    latency: latencyMs === undefined ? null : seconds(latencyMs),
    own: ownMs === undefined ? null : seconds(ownMs),
    source: source ?? null,
    evidence: evidenceOf(s, stage),
    ...(reason !== undefined && {reason}),
  };
}

/** The requests of the attack are the evidence that it was executed; at later stages it is what the sources saw. */
function evidenceOf(s: ScenarioView, stage: StageView): string[] {
  if (stage.stage === 'executed') {
    return [...new Set(s.requests.filter(r => r.sent.purpose === 'attack').map(r => r.sent.auditId))];
  }
  return stage.latencyMs === undefined ? [] : [signalOf(s, stage)?.evidence.ref].flatMap(ref => ref ?? []);
}

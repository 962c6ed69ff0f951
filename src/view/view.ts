import type {DrillEvent, EventOf, PlannedScenario} from '../events/events.js';
import type {BenignState, ExpectationState, Phase, Stage, Verdict} from '../events/words.js';

/** What is known of one stage of one scenario. */
export interface StageView {
  stage: Stage;
  /** `waiting`: not begun · `running`: the clock runs · `prevented`: the cluster refused · else as settled. */
  state: 'waiting' | 'running' | 'prevented' | 'failed' | ExpectationState;
  /** SLA in milliseconds, where the scenario expects this stage. */
  slaMs?: number;
  latencyMs?: number;
  source?: string;
  /** `DrillEvent.ms` at which the clock of this stage began. */
  sinceMs?: number;
  reason?: string;
}

/** One request of a scenario and its answer. */
export interface RequestView {
  sent: EventOf<'step.sent'>;
  answered?: EventOf<'step.answered'>;
}

/** Everything that is known of one scenario. */
export interface ScenarioView {
  plan: PlannedScenario;
  token?: string;
  namespace?: string;
  actor?: string;
  phase?: Phase;
  /** In the order of `STAGES`: `executed`, every stage the scenario expects, and `contained` where it is checked. */
  stages: StageView[];
  requests: RequestView[];
  signals: EventOf<'signal.seen'>[];
  quiet?: EventOf<'quiet.checked'>;
  benign?: {state: BenignState; rules: string[]; detail?: string};
  containment: EventOf<'containment.checked'>[];
  verdict?: Verdict;
  explanation?: string;
  link?: EventOf<'scenario.judged'>['link'];
  cleaned?: EventOf<'scenario.cleaned'>;
}

/** A whole run, folded from its events: what console, lines, score and reports are made from. */
export interface RunView {
  started?: EventOf<'run.started'>;
  cluster?: EventOf<'cluster.ready'>;
  /** Phases of the cluster coming up, in order. */
  phases: {phase: string; state: 'started' | 'done' | 'failed'; sinceMs: number; endMs?: number; detail?: string}[];
  checks: EventOf<'preflight.checked'>[];
  /** The last word of each source. */
  sources: Record<string, EventOf<'source.changed'>>;
  /** In the order of the plan. */
  scenarios: ScenarioView[];
  cleanup?: EventOf<'cleanup.finished'>;
  ended?: EventOf<'run.ended'>;
  /** Of the newest event. */
  nowMs: number;
}

export const emptyView: RunView = {phases: [], checks: [], sources: {}, scenarios: [], nowMs: 0};

/** Folds a whole log. */
export const viewOf = (events: Iterable<DrillEvent>): RunView => {
  let view = emptyView;
  for (const event of events) view = reduce(view, event);
  return view;
};

/** Folds one event into a view; what did not change keeps its identity, so that renderers can skip it. */
export function reduce(view: RunView, event: DrillEvent): RunView {
  const next = {...view, nowMs: event.ms};
  switch (event.type) {
    case 'run.started':
      return {...next, started: event, scenarios: event.scenarios.map(newScenario)};
    case 'cluster.phase':
      return {...next, phases: foldPhase(view.phases, event)};
    case 'cluster.ready':
      return {...next, cluster: event};
    case 'preflight.checked':
      return {...next, checks: [...view.checks, event]};
    case 'source.changed':
      return {...next, sources: {...view.sources, [event.source]: event}};
    case 'cleanup.finished':
      return {...next, cleanup: event};
    case 'run.ended':
      return {...next, ended: event};
    default:
      return {
        ...next,
        scenarios: view.scenarios.map(s => (s.plan.id === event.scenario ? foldScenario(s, event) : s)),
      };
  }
}

function newScenario(plan: PlannedScenario): ScenarioView {
  const expected = plan.expectations.map((e): StageView => ({stage: e.stage, state: 'waiting', slaMs: e.withinMs}));
  return {
    plan,
    stages: [{stage: 'executed', state: 'waiting'}, ...expected],
    requests: [],
    signals: [],
    containment: [],
  };
}

function foldPhase(phases: RunView['phases'], event: EventOf<'cluster.phase'>): RunView['phases'] {
  const detail = event.detail === undefined ? {} : {detail: event.detail};
  if (event.state === 'started') {
    return [...phases, {phase: event.phase, state: event.state, sinceMs: event.ms, ...detail}];
  }
  return phases.map(p =>
    p.phase === event.phase && p.state === 'started' ? {...p, state: event.state, endMs: event.ms, ...detail} : p,
  );
}

type ScenarioEvent = Extract<DrillEvent, {scenario: string}>;

function foldScenario(s: ScenarioView, event: ScenarioEvent): ScenarioView {
  switch (event.type) {
    case 'scenario.started':
      return {...s, token: event.token, namespace: event.namespace, actor: event.actor};
    case 'scenario.phase':
      return {...s, phase: event.phase};
    case 'quiet.checked':
      return {...s, quiet: event};
    case 'step.sent':
      return {...s, requests: [...s.requests, {sent: event}]};
    case 'step.answered':
      return foldAnswer(s, event);
    case 'signal.seen':
      return {...s, signals: [...s.signals, event]};
    case 'expectation.settled': {
      // Several expectations may share a stage: `expectation` is a place in the plan, stages[0] is `executed`.
      const {state, latencyMs, source, reason} = event;
      return withStage(s, event.expectation + 1, {
        state,
        ...(latencyMs !== undefined && {latencyMs}),
        ...(source !== undefined && {source}),
        ...(reason !== undefined && {reason}),
      });
    }
    case 'benign.judged':
      return {
        ...s,
        benign: {state: event.state, rules: event.rules, ...(event.detail !== undefined && {detail: event.detail})},
      };
    case 'containment.checked':
      return {...s, containment: [...s.containment, event]};
    case 'scenario.judged':
      return {
        ...s,
        verdict: event.verdict,
        explanation: event.explanation,
        ...(event.link && {link: event.link}),
      };
    case 'scenario.cleaned':
      return {...s, cleaned: event};
    default:
      return s;
  }
}

function foldAnswer(s: ScenarioView, event: EventOf<'step.answered'>): ScenarioView {
  const requests = s.requests.map(r => (r.sent.auditId === event.auditId ? {...r, answered: event} : r));
  if (event.purpose !== 'attack') return {...s, requests};
  const before = s.stages[0]?.state;
  // One refused or failed request decides for the whole attack; a later success does not take it back.
  const state =
    event.outcome === 'failed' || before === 'failed'
      ? 'failed'
      : event.outcome === 'prevented' || before === 'prevented'
        ? 'prevented'
        : 'seen';
  const stages = s.stages.map((stage, index): StageView => {
    if (index === 0) return {...stage, state, latencyMs: 0};
    return stage.state === 'waiting' || stage.state === 'running'
      ? {...stage, state: 'running', sinceMs: event.ms}
      : stage;
  });
  return {...s, requests, stages};
}

function withStage(s: ScenarioView, at: number, change: Partial<StageView>): ScenarioView {
  return {...s, stages: s.stages.map((stage, index) => (index === at ? {...stage, ...change} : stage))};
}

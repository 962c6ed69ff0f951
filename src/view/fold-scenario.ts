import type {DrillEvent, EventOf, PlannedScenario} from '../events/events.js';
import type {ScenarioView, StageView} from './view.js';

/** What an event says of one scenario. */
export type ScenarioEvent = Extract<DrillEvent, {scenario: string}>;

/**
 * Folds the events of one scenario. What was handed out as a view is never changed afterwards: the first event after
 * that works on a copy, and all others until the next view at no further cost.
 */
export class ScenarioFold {
  #state: ScenarioView;
  #handedOut = false;
  /** Every attempt after the first. */
  readonly #later: ScenarioFold[] = [];
  /** Places in `requests`, by audit id. */
  readonly #requestAt = new Map<string, number>();

  constructor(plan: PlannedScenario) {
    const expected = plan.expectations.map((e): StageView => ({stage: e.stage, state: 'waiting', slaMs: e.withinMs}));
    const stages: StageView[] = [{stage: 'executed', state: 'waiting'}, ...expected];
    this.#state = {
      plan,
      phases: [],
      stages,
      requests: [],
      signals: [],
      acknowledgements: [],
      containment: [],
      response: [],
      containmentChanges: [],
      actions: [],
      harm: [],
      later: [],
    };
  }

  /** What is known now of the attempt under way, for a look between two events: it changes with the next one. */
  get now(): ScenarioView {
    return this.#later.at(-1)?.now ?? this.#state;
  }

  /** What is known now, for keeps: the same object until something changes. */
  get view(): ScenarioView {
    this.#handedOut = true;
    const later = this.#later.map(attempt => attempt.view);
    if (later.some((attempt, index) => attempt !== this.#state.later[index])) this.#state = {...this.#state, later};
    return this.#state;
  }

  add(event: ScenarioEvent): void {
    if (event.type === 'scenario.attempt') this.#again(event);
    else if (this.#later.length) this.#later.at(-1)?.add(event);
    else this.#fold(event);
  }

  /** An earlier time counts for the acknowledgement of one of its alerts. */
  accept(event: EventOf<'time.accepted'>): void {
    for (const attempt of this.#later) attempt.accept(event);
    const {what, id, earlierMs} = event;
    const alerts = this.#state.signals.filter(({alert}) => alert === id).map(({seq}) => seq);
    if (what !== 'acknowledged' || !alerts.length) return;
    const s = this.#own();
    s.acknowledgements = s.acknowledgements.map(one =>
      one.counted && one.alert !== undefined && alerts.includes(one.alert)
        ? {...one, latencyMs: one.latencyMs - earlierMs, earlierMs}
        : one,
    );
  }

  /** An attempt begins with nothing known of it. */
  #again(event: EventOf<'scenario.attempt'>): void {
    const attempt = new ScenarioFold(this.#state.plan);
    attempt.#state.attempt = event;
    this.#later.push(attempt);
  }

  #fold(event: ScenarioEvent): void {
    const s = this.#own();
    switch (event.type) {
      case 'scenario.quarantined':
        s.quarantine = event;
        break;
      case 'scenario.started':
        Object.assign(s, {token: event.token, namespace: event.namespace, actor: event.actor});
        break;
      case 'scenario.phase':
        endPhase(s, event.ms);
        s.phase = event.phase;
        s.phases.push({phase: event.phase, sinceMs: event.ms});
        break;
      case 'quiet.checked':
        s.quiet = event;
        break;
      case 'step.sent':
        this.#requestAt.set(event.auditId, s.requests.length);
        s.requests.push({sent: event});
        break;
      case 'step.answered':
        this.#answer(s, event);
        break;
      case 'signal.seen':
        s.signals.push(event);
        if (event.stage === 'alerted' && event.counted) askPeople(s, event.ms);
        break;
      case 'alert.acknowledged':
        s.acknowledgements.push(event);
        break;
      case 'expectation.settled':
        settle(s, event);
        break;
      case 'benign.judged':
        s.benign = {state: event.state, rules: event.rules, ...(event.detail !== undefined && {detail: event.detail})};
        break;
      case 'containment.checked':
        s.containment.push(event);
        break;
      case 'containment.changed':
        s.containmentChanges.push(event);
        stands(s, event);
        break;
      case 'response.asked':
        s.asked = event;
        break;
      case 'person.acted':
        s.actions.push(event);
        break;
      case 'harm.changed':
        s.harm.push(event);
        break;
      case 'scenario.contained':
        s.contained = event;
        break;
      case 'scenario.judged':
        endPhase(s, event.ms);
        Object.assign(s, {verdict: event.verdict, explanation: event.explanation});
        if (event.link) s.link = event.link;
        if (event.skippedBy) s.skippedBy = event.skippedBy;
        break;
      case 'scenario.cleaned':
        endPhase(s, event.ms);
        s.cleaned = event;
        break;
    }
  }

  #own(): ScenarioView {
    if (!this.#handedOut) return this.#state;
    const lists = Object.fromEntries(LISTS.map(list => [list, [...this.#state[list]]]));
    this.#state = {...this.#state, ...lists};
    this.#handedOut = false;
    return this.#state;
  }

  #answer(s: ScenarioView, event: EventOf<'step.answered'>): void {
    const at = this.#requestAt.get(event.auditId);
    const request = at === undefined ? undefined : s.requests[at];
    if (at !== undefined && request) s.requests[at] = {...request, answered: event};
    if (event.purpose === 'attack') attacked(s, event);
  }
}

/** What a view has several of: a view that was handed out keeps its own. */
const LISTS = [
  ...(['phases', 'stages', 'requests', 'signals', 'acknowledgements'] as const),
  ...(['containment', 'response', 'containmentChanges', 'actions', 'harm'] as const),
];

/** The phase that is under way ends, if one is. */
function endPhase(s: ScenarioView, ms: number): void {
  const last = s.phases.at(-1);
  if (last && last.endMs === undefined) s.phases[s.phases.length - 1] = {...last, endMs: ms};
}

function settle(s: ScenarioView, event: EventOf<'expectation.settled'>): void {
  // Several expectations may share a stage: `expectation` is a place in the plan, stages[0] is `executed`.
  const at = event.expectation + 1;
  const stage = s.stages[at];
  if (!stage) return;
  const {state, latencyMs, source, reason, signal} = event;
  s.stages[at] = {
    ...stage,
    state,
    ...(latencyMs !== undefined && {latencyMs}),
    ...(source !== undefined && {source}),
    ...(reason !== undefined && {reason}),
    ...(signal !== undefined && {signal}),
  };
}

function attacked(s: ScenarioView, event: EventOf<'step.answered'>): void {
  const before = s.stages[0]?.state;
  // One refused or failed request decides for the whole attack; a later success does not take it back.
  const state =
    event.outcome === 'failed' || before === 'failed'
      ? 'failed'
      : event.outcome === 'prevented' || before === 'prevented'
        ? 'prevented'
        : 'seen';
  s.stages = s.stages.map((stage, index): StageView => {
    if (index === 0) return {...stage, state, latencyMs: 0};
    if (stage.stage === 'acknowledged') return stage;
    return stage.state === 'waiting' || stage.state === 'running'
      ? {...stage, state: 'running', sinceMs: event.ms}
      : stage;
  });
}

/** People's time runs from the alert. */
function askPeople(s: ScenarioView, ms: number): void {
  s.stages = s.stages.map(stage =>
    stage.stage === 'acknowledged' && stage.state === 'waiting' ? {...stage, state: 'running', sinceMs: ms} : stage,
  );
}

/** Only how a check stands now is kept; its past is in the log. */
function stands(s: ScenarioView, event: EventOf<'containment.changed'>): void {
  const at = s.response.findIndex(({check}) => check === event.check);
  if (at < 0) s.response.push(event);
  else s.response[at] = event;
}

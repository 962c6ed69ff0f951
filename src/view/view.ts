import type {EventOf, PlannedScenario} from '../events/events.js';
import type {BenignState, ExpectationState, Phase, Stage, Verdict} from '../events/words.js';
import type {ExerciseView} from './live/exercise.js';

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
  /** The `seq` of the `signal.seen` or `alert.acknowledged` that settled it. */
  signal?: number;
}

/** One request of a scenario and its answer. */
export interface RequestView {
  sent: EventOf<'step.sent'>;
  answered?: EventOf<'step.answered'>;
}

/**
 * What somebody did about an alert. `earlierMs`: a facilitator accepted that it was done earlier than it came, by this many
 * milliseconds of drill time; `latencyMs` is the accepted one.
 */
export type Acknowledgement = EventOf<'alert.acknowledged'> & {earlierMs?: number};

/** Everything that is known of one scenario. */
export interface ScenarioView {
  plan: PlannedScenario;
  token?: string;
  namespace?: string;
  actor?: string;
  phase?: Phase;
  /** Every phase that it has been through, in order, in milliseconds of the run; the one under way has no end. */
  phases: {phase: Phase; sinceMs: number; endMs?: number}[];
  /** In the order of `STAGES`: `executed`, every stage the scenario expects, and `contained` where it is checked. */
  stages: StageView[];
  requests: RequestView[];
  signals: EventOf<'signal.seen'>[];
  /** What people, and robots, did about its alerts. */
  acknowledgements: Acknowledgement[];
  quiet?: EventOf<'quiet.checked'>;
  benign?: {state: BenignState; rules: string[]; detail?: string};
  containment: EventOf<'containment.checked'>[];
  /** How each check of containment stands while people respond, in the order in which they were first seen. */
  response: EventOf<'containment.changed'>[];
  /** Every change of a check of containment, in order. */
  containmentChanges: EventOf<'containment.changed'>[];
  /** What people are asked for beside containment. */
  asked?: EventOf<'response.asked'>;
  /** What people did, as the audit log has it. */
  actions: EventOf<'person.acted'>[];
  /** How bystanders fared, change by change. */
  harm: EventOf<'harm.changed'>[];
  /** That people contained it. */
  contained?: EventOf<'scenario.contained'>;
  verdict?: Verdict;
  /** Who left it out, where a person did. */
  skippedBy?: EventOf<'scenario.judged'>['skippedBy'];
  explanation?: string;
  link?: EventOf<'scenario.judged'>['link'];
  cleaned?: EventOf<'scenario.cleaned'>;
  /** Of a later attempt: that it began, and why. */
  attempt?: EventOf<'scenario.attempt'>;
  /** Every attempt after this first one, which decides the verdict. */
  later: readonly ScenarioView[];
  /** Whether no gate is to look at it, and until when. */
  quarantine?: EventOf<'scenario.quarantined'>;
}

/** A whole run, folded from its events: what console, lines, score and reports are made from. */
export interface RunView {
  started?: EventOf<'run.started'>;
  cluster?: EventOf<'cluster.ready'>;
  /** What was under test; absent in old logs, and before preflight was over. */
  context?: EventOf<'run.context'>;
  /** Phases of the cluster coming up, in order. */
  phases: {phase: string; state: 'started' | 'done' | 'failed'; sinceMs: number; endMs?: number; detail?: string}[];
  checks: EventOf<'preflight.checked'>[];
  /** The last word of each source. */
  sources: Record<string, EventOf<'source.changed'>>;
  /** People with accounts of their own. */
  people: {name: string; user: string}[];
  /** In the order of the plan. */
  scenarios: ScenarioView[];
  /** What people did, of a drill with people whose whole log was folded. */
  exercise?: ExerciseView;
  cleanup?: EventOf<'cleanup.finished'>;
  /** What the nights before say of it; absent: it is kept in no history. */
  history?: EventOf<'history.judged'>;
  ended?: EventOf<'run.ended'>;
  /** Of the newest event. */
  nowMs: number;
}

/** Of a run of which nothing is known. */
export const emptyView: RunView = {phases: [], checks: [], sources: {}, people: [], scenarios: [], nowMs: 0};

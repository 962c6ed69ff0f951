import {randomBytes} from 'node:crypto';
import type {Gate, PlannedExpectation, PlannedScenario} from '../../events/events.js';
import {STAGES, type Stage} from '../../events/words.js';
import {milliseconds} from '../../lib/duration.js';
import {containmentOf} from '../../scenario/containment.js';
import type {BystanderFile} from '../../scenario/exercise/bystanders.js';
import {textIn} from '../../scenario/exercise/people.js';
import {type LoadedProcedure, procedureOf} from '../../scenario/procedures/load.js';
import type {Drill, Scenario} from '../../scenario/schema.js';
import {gatesOf} from './gates.js';

/** The rules of play that flags may change. */
export interface PlanSettings {
  /** Multiplies every SLA. */
  slaFactor: number;
  /** Replaces every SLA, in milliseconds. */
  slaMs?: number;
  /** How long after its SLA a signal still counts as late, in milliseconds. */
  graceMs: number;
  /** How many scenarios run side by side. */
  parallel: number;
  /** How many times more a scenario is played that was missed, late or inconclusive; absent: not again. */
  retry?: number;
  /** The image of the pods that scenarios create. */
  image: string;
  /** Whether people respond: an attack stays as it is until they have contained it, or their time is over. */
  respond?: {
    /** Replaces the time that each scenario gives them, in milliseconds. */
    withinMs?: number;
    /** In which procedures are, where they have several; absent: English. */
    language?: string;
    /** Workloads beside each attack that people are not to harm; absent: the one of every attack. */
    bystanders?: readonly BystanderFile[];
    /** The SLA of an acknowledgement, in milliseconds. */
    acknowledgeMs?: number;
    /** Within this time after an acknowledgement somebody has to do something about the attack, in milliseconds. */
    followUpMs?: number;
    /** For how long a bystander may be down before nothing is left of its points, in milliseconds. */
    allowanceMs?: number;
    /**
     * Who gets an account and a kubeconfig of their own from the start; others may be let in later. Absent: people use
     * the access that they have.
     */
    people?: readonly string[];
    /** For how long accounts of people work, in milliseconds; absent: for a working day. */
    accountsMs?: number;
    /** Whether people share the cluster with others: their accounts are for what belongs to their own attacks. */
    isShared?: boolean;
  };
}

/** What a run is going to do: everything that is known before a cluster is touched. */
export interface Plan {
  /** Short and unique; part of the label on everything that the run creates. */
  run: string;
  drill: {id: string; title: string};
  scenarios: Scenario[];
  planned: PlannedScenario[];
  /** The written procedures that people have, by scenario; none where nobody is to respond. */
  procedures: ReadonlyMap<string, LoadedProcedure>;
  settings: PlanSettings;
  gates: Gate[];
  /** True when the scenarios were named one by one: then destructive ones are meant, too. */
  named: boolean;
  /** Stages that scenarios expect and no source sees: they are left out, and preflight says so. */
  unwatched: Stage[];
}

/** What the sources of a run can see, and what they promise. */
export interface Coverage {
  stages: ReadonlySet<Stage>;
  /** SLA by stage in milliseconds, in place of those of the scenarios. */
  sla: Partial<Record<Stage, number>>;
}

/** kubedrill's own sources: the audit log, and its rules on it. */
export const OWN_COVERAGE: Coverage = {stages: new Set<Stage>(['audited', 'alerted']), sla: {}};

/** The SLA of collection, where neither scenario nor stack names one: a shipper that flushes, a store that refreshes. */
const COLLECTED_MS = 15_000;

/** Every kind node holds it, for the kubelet's own use. */
export const DEFAULT_IMAGE = 'registry.k8s.io/pause:3.10';

/** Six hex digits: short enough for names and screens, and two runs on one cluster do not meet. */
export const newRunId = (): string => randomBytes(3).toString('hex');

/** Combines a drill, its scenarios and the flags. */
export function makePlan(
  drill: Drill & {id: string},
  scenarios: Scenario[],
  changes: Partial<PlanSettings> = {},
  {run = newRunId(), coverage = OWN_COVERAGE, named = false}: {run?: string; coverage?: Coverage; named?: boolean} = {},
): Plan {
  const settings: PlanSettings = {
    slaFactor: drill.sla.factor,
    graceMs: milliseconds(drill.sla.grace),
    parallel: drill.parallel,
    image: DEFAULT_IMAGE,
    ...changes,
  };
  return {
    run,
    named,
    drill: {id: drill.id, title: drill.title},
    scenarios,
    planned: scenarios.map(s => plannedScenario(s, settings, coverage)),
    procedures: new Map(settings.respond ? scenarios.flatMap(withProcedure) : []),
    settings,
    gates: gatesOf(drill, settings.respond !== undefined),
    unwatched: STAGES.filter(
      stage => isOptional(stage) && !coverage.stages.has(stage) && scenarios.some(s => expects(s, stage)),
    ),
  };
}

function withProcedure(scenario: Scenario): [string, LoadedProcedure][] {
  const procedure = procedureOf(scenario);
  return procedure ? [[scenario.id, procedure]] : [];
}

const expects = (scenario: Scenario, stage: Stage): boolean => scenario.expect.some(e => e.stage === stage);

/** An alert is what a drill is about: without a source for it nothing can be said. The links before it explain it. */
const isOptional = (stage: Stage): boolean => stage !== 'alerted';

/** What a scenario expects of this stack: its own expectations as far as anybody watches, and the links between. */
function plannedExpectations(
  scenario: Scenario,
  settings: PlanSettings,
  {stages, sla}: Coverage,
): PlannedExpectation[] {
  const own = scenario.expect.map(e => ({
    stage: e.stage,
    withinMs: settings.slaMs ?? (sla[e.stage] ?? milliseconds(e.within)) * settings.slaFactor,
    ...(e.rule !== undefined && {rule: e.rule}),
    ...(e.rules !== undefined && {rules: e.rules}),
    ...(e.step !== undefined && {step: e.step}),
  }));
  const watched = own.filter(e => stages.has(e.stage) || !isOptional(e.stage));
  const collected = settings.slaMs ?? (sla.collected ?? COLLECTED_MS) * settings.slaFactor;
  const between: PlannedExpectation[] =
    stages.has('collected') && !expects(scenario, 'collected') ? [{stage: 'collected', withinMs: collected}] : [];
  const all = watched.length ? [...watched, ...between, ...promised(scenario, settings, {stages, sla})] : own;
  return all.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
}

/** A stack that says how soon people acknowledge its alerts promises it of every alert that a scenario expects. */
function promised(scenario: Scenario, settings: PlanSettings, {stages, sla}: Coverage): PlannedExpectation[] {
  const within = stages.has('acknowledged') && expects(scenario, 'alerted') ? sla.acknowledged : undefined;
  if (within === undefined || expects(scenario, 'acknowledged')) return [];
  return [{stage: 'acknowledged', withinMs: settings.slaMs ?? within * settings.slaFactor}];
}

function plannedScenario(scenario: Scenario, settings: PlanSettings, coverage: Coverage): PlannedScenario {
  const {id, title, description, severity, tags, prevent, references} = scenario;
  return {
    id,
    title: textIn(title, settings.respond?.language ?? 'en'),
    description: description.trim(),
    severity,
    tags,
    prevent: prevent.trim(),
    references,
    expectations: plannedExpectations(scenario, settings, coverage),
    ...plannedResponse(scenario, settings),
  };
}

/** What people have where a scenario does not say. */
const CONTAIN_MS = 15 * 60_000;
const HOLD_MS = 10_000;

/** How long people have to contain an attack; nothing where nobody is to respond, or nothing could be checked. */
function plannedResponse(scenario: Scenario, {respond}: PlanSettings): Pick<PlannedScenario, 'response'> {
  if (!respond || !containmentOf(scenario).length) return {};
  const {within, hold} = scenario.respond?.contain ?? {};
  const withinMs = respond.withinMs ?? (within === undefined ? CONTAIN_MS : milliseconds(within));
  const {acknowledgeMs, followUpMs, allowanceMs} = respond;
  return {
    response: {
      ...{withinMs, holdMs: hold === undefined ? HOLD_MS : milliseconds(hold)},
      ...(acknowledgeMs !== undefined && {acknowledgeMs}),
      ...(followUpMs !== undefined && {followUpMs}),
      ...(allowanceMs !== undefined && {allowanceMs}),
    },
  };
}

/** How long a run waits for anything that it may wait for: its longest SLA, with the grace. */
export const patienceOf = ({planned, settings}: Plan): number =>
  Math.max(0, ...planned.flatMap(s => s.expectations.map(e => e.withinMs))) + settings.graceMs;

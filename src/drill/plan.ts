import {randomBytes} from 'node:crypto';
import type {Gate, PlannedScenario} from '../events/events.js';
import {parseDuration} from '../lib/duration.js';
import {usageError} from '../lib/errors.js';
import type {Drill, Scenario} from '../scenario/schema.js';

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
  /** The image of the pods that scenarios create. */
  image: string;
}

/** What a run is going to do: everything that is known before a cluster is touched. */
export interface Plan {
  /** Short and unique; part of the label on everything that the run creates. */
  run: string;
  drill: {id: string; title: string};
  scenarios: Scenario[];
  planned: PlannedScenario[];
  settings: PlanSettings;
  gates: Gate[];
}

/** Every kind node holds it, for the kubelet's own use. */
export const DEFAULT_IMAGE = 'registry.k8s.io/pause:3.10';

/** Six hex digits: short enough for names and screens, and two runs on one cluster do not meet. */
export const newRunId = (): string => randomBytes(3).toString('hex');

/** Combines a drill, its scenarios and the flags. */
export function makePlan(
  drill: Drill & {id: string},
  scenarios: Scenario[],
  changes: Partial<PlanSettings> = {},
  run = newRunId(),
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
    drill: {id: drill.id, title: drill.title},
    scenarios,
    planned: scenarios.map(s => plannedScenario(s, settings)),
    settings,
    gates: drill.gates.map(gate => dropUndefined(gate) as Gate),
  };
}

function plannedScenario(scenario: Scenario, settings: PlanSettings): PlannedScenario {
  const {id, title, description, severity, tags, prevent, references} = scenario;
  const expectations = scenario.expect.map(e => ({
    stage: e.stage,
    withinMs: settings.slaMs ?? milliseconds(e.within) * settings.slaFactor,
    ...(e.rule !== undefined && {rule: e.rule}),
    ...(e.step !== undefined && {step: e.step}),
  }));
  return {
    id,
    title,
    description: description.trim(),
    severity,
    tags,
    prevent: prevent.trim(),
    references,
    expectations,
  };
}

/** Milliseconds of a duration that the schema has already checked. */
export function milliseconds(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined)
    throw usageError(`"${duration}" is not a duration`, ['write a number and a unit: 250ms, 30s, 2m']);
  return ms;
}

function dropUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

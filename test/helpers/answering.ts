import type {DrillEvent, EventOf} from '../../src/events/events.js';
import type {Staged} from './exercise.js';
import {planned, SAMPLES} from './scenarios.js';

/** Lets a staged exercise take acknowledgements as an engine would: the first of an alert counts. */
export function answering(stage: Staged): void {
  stage.exercise.input.control.onAcknowledge((alert, person) => {
    const signal = stage.of('signal.seen').find(seen => seen.alert === alert);
    if (!signal) return [];
    const event: DrillEvent = stage.exercise.append({
      type: 'alert.acknowledged',
      ...{scenario: signal.scenario, alert: signal.seq, source: 'kubedrill', latencyMs: 72_000, robot: false},
      ...{counted: true, keys: [alert], person},
      evidence: {kind: 'acknowledgement', ref: alert, document: null},
    });
    return [event as EventOf<'alert.acknowledged'>];
  });
}

/** The machine's side of a staged exercise: a run of its two attacks, to which people are to respond. */
export async function machines(stage: Staged): Promise<void> {
  await stage.says({
    type: 'run.started',
    ...{schemaVersion: 1, run: '1acf2e', kubedrill: '0.3.0', drill: {id: 'night', title: 'Night shift'}},
    cluster: {kind: 'simulated', simulated: true, reason: 'asked for'},
    settings: {slaFactor: 1, graceMs: 15_000, parallel: 5, keep: false},
    gates: [],
    scenarios: ['secrets-listed', 'cluster-admin-bound'].flatMap(id =>
      SAMPLES.filter(sample => sample.id === id).map(sample => ({
        ...planned(sample),
        response: {withinMs: 900_000, holdMs: 10_000},
      })),
    ),
  });
}

/** An attack to which people respond: one check of two holds, a bystander was down, and evidence is to be kept. */
export async function responding(stage: Staged, scenario: string): Promise<void> {
  await stage.says({type: 'scenario.phase', scenario, phase: 'respond'});
  await stage.says({
    ...{type: 'response.asked', scenario, bystanders: ['shop'], story: 'At 02:14 a pager rings.'},
    preserve: [{resource: 'secrets', name: 'token'}],
  });
  for (const [check, state] of [
    ['actor is powerless', 'not held'],
    ['binding is gone', 'held'],
  ] as const) {
    await stage.says({type: 'containment.changed', scenario, check, state, detail: 'as it was asked', sinceMs: 5});
  }
}

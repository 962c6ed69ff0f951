import type {AskedProcedure} from '../events/people.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {evidenceOf} from './evidence.js';

type Step = AskedProcedure['steps'][number];

/**
 * What became of a step: `for people` is what no machine sees, `not here` what this attack has nothing to do with, such
 * as evidence that it does not leave.
 */
export type StepState = 'seen' | 'not seen' | 'unknown' | 'for people' | 'not here';

/** A step of the written procedure, and whether it was seen to be done. */
export interface FollowedStep {
  step: Step;
  state: StepState;
}

/** The steps of the procedure that people had, as far as they can be seen; none where they had none. */
export function followedSteps(scenario: ScenarioView, view: RunView): FollowedStep[] {
  const steps = scenario.asked?.procedure?.steps ?? [];
  return steps.map(step => ({step, state: stateOf(step, scenario, view)}));
}

function stateOf({seen}: Step, scenario: ScenarioView, view: RunView): StepState {
  if (seen === undefined || seen === 'ticked') return 'for people';
  if (seen === 'acknowledged') {
    if (scenario.acknowledgements.some(({counted}) => counted)) return 'seen';
    return scenario.stages.some(({stage}) => stage === 'acknowledged') ? 'not seen' : 'unknown';
  }
  if ('checks' in seen) {
    const own = scenario.containment.filter(({check, rehearsed}) => !rehearsed && seen.checks.includes(check));
    return allOf(own.map(({state}) => (state === 'contained' ? 'seen' : state === 'unknown' ? 'unknown' : 'not seen')));
  }
  const kept = evidenceOf(scenario, view).filter(({object}) => object.startsWith(`${seen.preserved} `));
  return allOf(kept.map(({state}) => (state === 'kept' ? 'seen' : state === 'unknown' ? 'unknown' : 'not seen')));
}

function allOf(states: readonly StepState[]): StepState {
  if (!states.length) return 'not here';
  return states.find(state => state === 'not seen') ?? states.find(state => state === 'unknown') ?? 'seen';
}

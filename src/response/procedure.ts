import type {AskedProcedure} from '../events/people.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {evidenceOf} from './evidence.js';
import {tickedStep} from './exercise/ticks.js';
import {doneBy} from './persons.js';

type Step = AskedProcedure['steps'][number];

/**
 * What became of a step: `for people` is what no machine sees, `not here` what this attack has nothing to do with, such
 * as evidence that it does not leave, and `held from the start` what was so before anybody did anything.
 */
export type StepState = 'seen' | 'not seen' | 'unknown' | 'for people' | 'not here' | 'held from the start';

/** A step of the written procedure, and whether it was seen to be done. */
export interface FollowedStep {
  step: Step;
  state: StepState;
  /** When it was done, in milliseconds of the run, where that is known. */
  ms?: number;
  /** True where a step that comes after it in the procedure was done before. */
  outOfOrder?: true;
}

/** The steps of the procedure that people had, as far as they can be seen; none where they had none. */
export function followedSteps(scenario: ScenarioView, view: RunView): FollowedStep[] {
  const {id = '', steps = []} = scenario.asked?.procedure ?? {};
  const followed = steps.map((step): FollowedStep => {
    const state = stateOf(step, scenario, view);
    const told = tickedStep(id, step.id, view);
    if (told && (step.seen === undefined || step.seen === 'ticked' || (told.state === 'seen' && state === 'unknown')))
      return {step, ...told};
    const ms = state === 'seen' ? doneAt(step, scenario, view) : undefined;
    return {step, state, ...(ms !== undefined && {ms})};
  });
  return followed.map((one, i) => {
    const isLate = followed.slice(i + 1).some(({ms}) => ms !== undefined && one.ms !== undefined && ms < one.ms);
    return isLate ? {...one, outOfOrder: true} : one;
  });
}

function stateOf({seen}: Step, scenario: ScenarioView, view: RunView): StepState {
  if (seen === undefined || seen === 'ticked') return 'for people';
  if (seen === 'acknowledged') {
    if (scenario.acknowledgements.some(({counted}) => counted)) return 'seen';
    const isAsked = scenario.stages.some(({stage}) => stage === 'acknowledged') || view.exercise !== undefined;
    return isAsked ? 'not seen' : 'unknown';
  }
  if ('checks' in seen) {
    const own = scenario.containment.filter(({check, rehearsed}) => !rehearsed && seen.checks.includes(check));
    return allOf(own.map(({check, state}) => ofCheck(check, state, scenario)));
  }
  const kept = evidenceOf(scenario, view).filter(({object}) => object.startsWith(`${seen.preserved} `));
  return allOf(kept.map(({state}) => (state === 'kept' ? 'seen' : state === 'unknown' ? 'unknown' : 'not seen')));
}

function ofCheck(check: string, state: 'contained' | 'not contained' | 'unknown', scenario: ScenarioView): StepState {
  if (state !== 'contained') return state === 'unknown' ? 'unknown' : 'not seen';
  const changes = scenario.containmentChanges.filter(one => one.check === check);
  const held = changes.find(one => one.state === 'held');
  if (!held || changes.some(one => one.state === 'not held')) return 'seen';
  // It was never seen not to hold: somebody was quicker than the first look, or nobody had anything to do.
  if (doneBy(scenario, undefined, held.at) !== undefined) return 'seen';
  return changes[0] === held ? 'held from the start' : 'unknown';
}

/** When the last part of a step that was seen came to be. */
function doneAt({seen}: Step, scenario: ScenarioView, view: RunView): number | undefined {
  if (seen === undefined || seen === 'ticked') return undefined;
  if (seen === 'acknowledged') return scenario.acknowledgements.find(({counted}) => counted)?.ms;
  const start = Date.parse(view.started?.at ?? '') - (view.started?.ms ?? 0);
  const times =
    'checks' in seen
      ? scenario.response.filter(({check, state}) => state === 'held' && seen.checks.includes(check)).map(({ms}) => ms)
      : evidenceOf(scenario, view)
          .filter(({object}) => object.startsWith(`${seen.preserved} `))
          .flatMap(({readAt}) => (readAt === undefined ? [] : Date.parse(readAt) - start));
  return times.length ? Math.max(...times) : undefined;
}

function allOf(states: readonly StepState[]): StepState {
  if (!states.length) return 'not here';
  const worst = (['not seen', 'unknown', 'seen'] as const).find(state => states.includes(state));
  return worst ?? 'held from the start';
}

import {containmentOf} from '../../scenario/containment.js';
import type {ContainmentCheck, SimpleCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import {type Step, StepSchema} from '../../scenario/steps/step.js';

/** An attack as a simulated cluster can play it. */
export interface Playable {
  scenario: Scenario;
  /** What of it cannot be played there, by the names of its steps: what is done on a node itself. */
  leftOut: string[];
  /** Which of its checks nobody can look at there, by their places. */
  unanswered: ReadonlySet<number>;
}

/** What a simulated cluster is able to. */
const ABLE: readonly Scenario['needs'][number][] = ['api', 'controllers', 'node', 'client-certificates'];

/**
 * What can be played of an attack where nothing has a node that anybody could look into: requests are made, and what was
 * done on a node is left out. A pod that has to go, and that only a node would have made, is there as a stand-in, so that
 * its check does not hold from the start.
 */
export function playable(scenario: Scenario): Playable {
  const left = scenario.attack.filter(step => !('node' in step));
  const leftOut = scenario.attack.flatMap((step, index) => ('node' in step ? [step.id ?? `node ${index + 1}`] : []));
  const needs = scenario.needs.filter(need => ABLE.includes(need));
  const checks = containmentOf(scenario);
  const unanswered = new Set(checks.flatMap((check, index) => (answerable(check) ? [] : [index])));
  if (!leftOut.length && !unanswered.size) return {scenario: {...scenario, needs}, leftOut, unanswered};
  const {respond} = scenario;
  const played: Scenario = {
    ...scenario,
    needs,
    setUp: [...scenario.setUp, ...checks.flatMap(check => standIn(check, [...scenario.setUp, ...left]))],
    attack: left.length ? left : [LOOK],
    // What a node would have reported comes from nowhere: nobody waits for it.
    expect: [{stage: 'audited', within: '5s'}],
    undo: scenario.undo.filter(step => !leftOut.length && !('node' in step)),
    ...(respond && {
      respond: {...respond, contain: {...respond.contain, checks: checks.flatMap(check => answerable(check) ?? [])}},
    }),
  };
  return {scenario: played, leftOut, unanswered};
}

/** Somebody looks around, where nothing else is left of an attack. */
const LOOK = StepSchema.parse({id: 'look-around', as: 'drill', list: {resource: 'pods'}});

/** A check without what nobody can look at; undefined: nothing is left of it. */
function answerable(check: ContainmentCheck): ContainmentCheck | undefined {
  if (!('any' in check)) return isOnNode(check) ? undefined : check;
  const any = check.any.filter(part => !isOnNode(part));
  return any.length > 1 ? {any} : any[0];
}

/** A simulated cluster has one node, and nobody is asked to close the only one. */
const isOnNode = (check: SimpleCheck): boolean => 'onNode' in check || 'cordoned' in check || 'drained' in check;

function standIn(check: ContainmentCheck, steps: readonly Step[]): Step[] {
  if (!('gone' in check) || check.gone !== 'pods') return [];
  const {name, namespace} = check;
  const isMade = steps.some(
    step => 'create' in step && step.create.kind === 'Pod' && step.create.metadata?.name === name,
  );
  if (isMade) return [];
  const pod = {
    ...{apiVersion: 'v1', kind: 'Pod', metadata: {name, ...(namespace !== undefined && {namespace})}},
    spec: {terminationGracePeriodSeconds: 0, containers: [{name: 'stand-in', image: '{{ image }}'}]},
  };
  return [StepSchema.parse({id: 'stand-in', create: pod})];
}

import {containedHow} from '../view/live/contained.js';
import {peopleMs} from '../view/live/exercise.js';
import type {RunView, ScenarioView} from '../view/view.js';
import {endOf} from './end-of.js';
import {evidenceOf, isTrailed, type Preserved} from './evidence.js';
import {type Declared, declaredAt} from './exercise/declared.js';
import {type Harm, harmOf} from './harm.js';
import type {Measure} from './measure.js';
import {doneBy} from './persons.js';

export type {Measure} from './measure.js';

/** How people responded to one attack. Each measure is absent where nobody could measure it. */
export interface ResponseMeasures {
  scenario: ScenarioView;
  /** From the end of the attack to the first alert that counted. */
  detect?: Measure;
  /** From that alert to the first acknowledgement by a person, and by whom. */
  acknowledge?: Measure & {person?: string};
  /** From that alert to the incident that people declared about it, in a drill with people. */
  declare?: Declared;
  /** From the end of the attack to the start of the span in which every check held. */
  contain?: Measure & {slaMs: number};
  /** Checks of containment that do not hold, or of which nobody knows. */
  open: {check: string; detail: string}[];
  /** Who made each check hold for the last time, as far as the audit log has it. */
  containedBy: string[];
  harm: Harm[];
  evidence: Preserved[];
  /** Whether the audit log says what people did. */
  isTrailed: boolean;
  /**
   * How containment ended: `unknown` where some check could not be looked at, and none is known not to hold; or where it
   * may have been in time while nobody could look.
   */
  containment?: 'in time' | 'late' | 'not contained' | 'unknown';
  /** By how much a facilitator lengthened the time for it, in milliseconds. */
  extendedMs?: number;
}

/** How people responded, for each attack to which they were to, or did. */
export const responseOf = (view: RunView): ResponseMeasures[] =>
  view.scenarios.filter(s => s.plan.response || s.acknowledgements.some(a => a.counted)).map(s => measuresOf(s, view));

function measuresOf(scenario: ScenarioView, view: RunView): ResponseMeasures {
  const {nowMs} = view;
  const alert = scenario.signals.find(s => s.stage === 'alerted' && s.counted);
  const answer = scenario.acknowledgements.find(a => a.counted);
  const waitsForAnswer = scenario.stages.some(s => s.stage === 'acknowledged') || view.exercise !== undefined;
  const acknowledge: Measure | undefined = answer
    ? {ms: answer.latencyMs, ...(answer.earlierMs !== undefined && {earlierMs: answer.earlierMs})}
    : alert && waitsForAnswer
      ? {beyondMs: peopleMs(view, alert.ms, endOf(scenario, nowMs))}
      : undefined;
  const containment = containmentOf(scenario);
  const declare = declaredAt(scenario, view);
  const extendedMs = extensionOf(scenario, view);
  return {
    scenario,
    ...(alert && {detect: {ms: alert.latencyMs}}),
    ...(acknowledge && {acknowledge: {...acknowledge, ...(answer?.person !== undefined && {person: answer.person})}}),
    ...containTime(scenario, view, extendedMs),
    open: scenario.containment
      .filter(c => !c.rehearsed && c.state !== 'contained')
      .map(({check, detail = ''}) => ({check, detail})),
    containedBy: containedBy(scenario),
    harm: harmOf(scenario, nowMs, view),
    evidence: evidenceOf(scenario, view),
    isTrailed: isTrailed(view),
    ...(containment && {containment}),
    ...(declare && {declare}),
    ...(extendedMs && {extendedMs}),
  };
}

const extensionOf = ({plan}: ScenarioView, {exercise}: RunView): number =>
  (exercise?.live.extended ?? []).filter(({scenario}) => scenario === plan.id).reduce((sum, {byMs}) => sum + byMs, 0);

/** Those whose changes made a check hold that held at the end. */
function containedBy(scenario: ScenarioView): string[] {
  const {containmentChanges, response} = scenario;
  const people = response
    .filter(({state}) => state === 'held')
    .flatMap(held => {
      const before = containmentChanges.findLast(c => c.check === held.check && c.seq < held.seq);
      return doneBy(scenario, before?.at, held.at) ?? [];
    });
  return [...new Set(people)];
}

function containTime(scenario: ScenarioView, view: RunView, extendedMs: number): Pick<ResponseMeasures, 'contain'> {
  const {plan, contained, requests} = scenario;
  if (!plan.response || !scenario.phases.some(({phase}) => phase === 'respond')) return {};
  const slaMs = contained?.withinMs ?? plan.response.withinMs + extendedMs;
  if (contained) {
    const {ttcMs, unsureMs, unknownMs} = contained;
    const unsure = unsureMs === undefined ? {} : {unsureMs};
    return {contain: {ms: ttcMs, ...unsure, ...(unknownMs !== undefined && {unknownMs}), slaMs}};
  }
  const attack = requests.filter(r => r.sent.purpose === 'attack').flatMap(r => r.answered?.ms ?? []);
  const waited = peopleMs(view, Math.max(...attack, 0), endOf(scenario, view.nowMs));
  return {contain: {beyondMs: Math.max(0, waited), slaMs}};
}

function containmentOf({plan, contained, containment, phases}: ScenarioView): ResponseMeasures['containment'] {
  // One that was skipped before its verdict is no failure of people.
  if (!plan.response || !phases.some(({phase}) => phase === 'respond')) return undefined;
  if (contained) return containedHow(contained);
  const own = containment.filter(c => !c.rehearsed);
  if (!own.length) return undefined;
  return own.some(c => c.state === 'not contained') || own.every(c => c.state === 'contained')
    ? 'not contained'
    : 'unknown';
}

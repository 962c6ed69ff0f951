import {decisionsOf} from '../../response/exercise/decisions.js';
import {noticesOf} from '../../response/exercise/notices.js';
import {objectivesOf} from '../../response/exercise/objectives.js';
import type {Measure} from '../../response/measure.js';
import type {ResponseMeasures} from '../../response/measures.js';
import {followedSteps} from '../../response/procedure.js';
import {drillEnd, pausedMs} from '../../view/live/exercise.js';
import {nameIn} from '../../view/live/told/telling.js';
import type {RunView} from '../../view/view.js';
import type {Result} from './result-schema.js';

const seconds = (ms: number): number => Math.round(ms) / 1000;

const measureIn = (measure: Measure | undefined) =>
  measure
    ? {
        ...{seconds: seconds(Math.max(0, 'ms' in measure ? measure.ms : measure.beyondMs)), happened: 'ms' in measure},
        ...('unsureMs' in measure && measure.unsureMs !== undefined && {unsure: seconds(measure.unsureMs)}),
        ...('unknownMs' in measure && measure.unknownMs !== undefined && {unknown: seconds(measure.unknownMs)}),
      }
    : null;

/** How people responded to one attack, as data. */
export function responseIn(
  measures: ResponseMeasures | undefined,
  view: RunView,
): Result['scenarios'][number]['response'] {
  if (!measures) return null;
  const {detect, acknowledge, declare, contain, containment, containedBy, harm, evidence, extendedMs} = measures;
  return {
    alert: measureIn(detect),
    acknowledged: measureIn(acknowledge),
    acknowledgedBy: acknowledge?.person ?? null,
    declared: measureIn(declare),
    contained: measureIn(contain),
    containment: containment ?? null,
    containedBy,
    extended: seconds(extendedMs ?? 0),
    harm: harm.map(({bystander, downMs, by, unsure}) => ({
      ...{bystander, down: seconds(downMs), by: by ?? null, unsure: unsure ?? false},
    })),
    evidence: evidence.map(({object, state, by}) => ({object, state, by: by ?? null})),
    procedure: followedSteps(measures.scenario, view).map(({step, state, outOfOrder = false}) => ({
      ...{step: step.id, state, outOfOrder},
    })),
  };
}

/** A drill with people, as data; null for a run without. */
export function exerciseIn(view: RunView): Result['exercise'] {
  const {exercise, nowMs} = view;
  const opened = exercise?.live.opened;
  if (!exercise || !opened) return null;
  const {live} = exercise;
  const name = (id: string) => nameIn(live, id);
  return {
    ...{title: opened.title, kind: opened.kind},
    ...{drillTime: seconds(drillEnd(exercise, nowMs)), paused: seconds(pausedMs(exercise))},
    participants: Object.values(live.people).map(({id, name: called, role}) => ({id, name: called, role})),
    objectives: objectivesOf(view).map(({objective: {id, text, csf}, ratings, suggestion}) => ({
      ...{id, text, csf: csf ?? null, suggestion: suggestion ?? null},
      ratings: ratings.map(({person, task, rating}) => ({by: name(person), task: task ?? null, rating})),
    })),
    decisions: decisionsOf(view).map(({question, state, made}) => ({
      ...{question: question.id, state, choice: made?.choice ?? null, by: made ? name(made.person) : null},
    })),
    notices: noticesOf(view).map(({asked, state, sent, measure}) => ({
      ...{clock: asked.id, state, sent: measureIn(measure), within: seconds(asked.dueMs)},
      missing: sent?.missing ?? [],
    })),
    accepted: live.accepted.map(({what, id, earlierMs, by, reason}) => ({
      ...{what, id, earlier: seconds(earlierMs), by: name(by), reason},
    })),
    hints: live.hints.map(({scenario, price, person}) => ({scenario, price, by: name(person)})),
    injects: {
      planned: live.script?.injects.length ?? 0,
      delivered: Object.keys(live.injects).length,
      skipped: Object.keys(live.skipped).length,
    },
  };
}

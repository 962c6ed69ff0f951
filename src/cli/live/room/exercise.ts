import type {Plan, PlanSettings} from '../../../drill/plan/plan.js';
import {milliseconds} from '../../../lib/duration.js';
import {Exercise} from '../../../live/conductor/exercise.js';
import type {ExerciseInput} from '../../../live/conductor/exercise-input.js';
import {rolesOf, scriptOf} from '../../../live/conductor/roles.js';
import {Roster, type SavedRoster} from '../../../live/conductor/roster.js';
import type {Action} from '../../../report/aar/improvement.js';
import type {LoadedDrill} from '../../../scenario/load.js';
import {proceduresAtHand} from '../procedures.js';

/** What an exercise is made with, beside its drill. */
export interface Making extends Pick<ExerciseInput, 'log' | 'control' | 'clock' | 'language' | 'kind' | 'table'> {
  /** Who takes part already, where it goes on. */
  saved?: SavedRoster | undefined;
  /** What the last run of this drill left open. */
  open: readonly Action[];
}

/** A drill as people play it. */
export function exerciseOf(drill: LoadedDrill, plan: Plan, {saved, open, ...making}: Making): Exercise {
  const roles = rolesOf(drill);
  return new Exercise({
    ...{drill, roles, script: scriptOf(drill), run: plan.run, ...making},
    procedures: proceduresAtHand(drill, plan.scenarios),
    roster: new Roster(roles, saved),
    openActions: open.map(({action}) => action),
  });
}

/**
 * How people respond: by the drill's file.
 *
 * @param handsOut whether accounts are handed out: on a cluster that kubedrill has made
 * @param language of what people read
 */
export function respondTo(
  {respond, bystanders}: LoadedDrill,
  {handsOut, language}: {handsOut: boolean; language: string},
): NonNullable<PlanSettings['respond']> {
  return {
    ...{bystanders, language},
    acknowledgeMs: milliseconds(respond.acknowledge),
    followUpMs: milliseconds(respond.ackFollowUp),
    allowanceMs: milliseconds(respond.harmAllowance),
    ...(respond.contain !== undefined && {withinMs: milliseconds(respond.contain)}),
    ...(handsOut && {people: []}),
  };
}

import {formatDuration} from '../lib/duration.js';
import type {ResponseMeasures} from '../response/measures.js';
import {isWrite} from '../response/persons.js';
import {peopleMs} from '../view/live/exercise.js';
import {nameIn} from '../view/live/told/telling.js';
import type {Acknowledgement, RunView, ScenarioView} from '../view/view.js';

/** Within this time after an acknowledgement somebody has to do something about the attack, where the drill does not say. */
const FOLLOW_UP_MS = 5 * 60_000;
const followUpMs = ({plan}: ScenarioView): number => plan.response?.followUpMs ?? FOLLOW_UP_MS;

/**
 * Acknowledged to keep the pager quiet: the attack was not contained by then, and nobody did anything about it afterwards.
 * Where nobody followed the audit log, nobody knows what people did. A pause is not part of the time.
 */
export function isForgotten({scenario, isTrailed}: ResponseMeasures, run: RunView): boolean {
  const answer = scenario.acknowledgements.find(({counted}) => counted);
  if (!answer || !isTrailed) return false;
  const made = madeAt(answer);
  const withinMs = followUpMs(scenario);
  const {contained} = scenario;
  if (contained && peopleMs(run, made, contained.ms) - contained.holdMs <= withinMs) return false;
  return !scenario.actions.some(action => {
    const acted = ownMs(action, action.actedAt);
    return acted >= made && peopleMs(run, made, acted) <= withinMs;
  });
}

/** When it was made by its own timestamp: one that is asked for is seen later, and what was done until then counts. */
function madeAt(answer: Acknowledgement): number {
  if (answer.earlierMs !== undefined) return Math.min(answer.ms, ownMs(answer, answer.claimedAt ?? answer.at));
  const own = ownMs(answer, answer.sourceTime ?? '');
  return Number.isFinite(own) ? Math.min(own, answer.ms) : answer.ms;
}

/** Milliseconds of the run at which something happened that is seen later, by its own timestamp. */
const ownMs = ({at, ms}: {at: string; ms: number}, own: string): number => ms + Date.parse(own) - Date.parse(at);

/** What stops the attack and everything else with it. */
export const isBlanket = ({scenario}: ResponseMeasures): boolean =>
  scenario.acknowledgements.some(({counted, hides}) => counted && hides !== undefined) ||
  deletedNamespace(scenario) !== undefined;

const deletedNamespace = ({actions, namespace}: ResponseMeasures['scenario']) =>
  actions.find(a => isWrite(a) && a.verb === 'delete' && a.resource === 'namespaces' && a.name === namespace);

/** Times that count only because a facilitator accepted them, with who did and why. */
function acceptedFor({scenario}: ResponseMeasures, {exercise}: RunView): string[] {
  const {signals, plan} = scenario;
  const alerts = signals.flatMap(({alert}) => alert ?? []);
  const {accepted = [], declared = []} = exercise?.live ?? {};
  const isOurs = ({what, id}: {what: string; id: string}) =>
    (what === 'acknowledged' && alerts.includes(id)) ||
    (what === 'declared' && declared.some(one => one.incident === id && one.alerts.some(a => alerts.includes(a))));
  return accepted
    .filter(isOurs)
    .map(
      ({what, id, earlierMs, by, reason}) =>
        `${plan.id}: ${id} counts as ${what} ${formatDuration(earlierMs)} before it came, accepted by ${nameIn(exercise?.live ?? {people: {}}, by)}: ${reason}`,
    );
}

export function remarksOn(measures: ResponseMeasures, run: RunView): string[] {
  const {scenario} = measures;
  const {id} = scenario.plan;
  const blinding = scenario.acknowledgements.find(({counted, hides}) => counted && hides !== undefined);
  const deleted = deletedNamespace(scenario);
  return [
    ...acceptedFor(measures, run),
    ...(isForgotten(measures, run)
      ? [
          `${id}: acknowledged, and nothing was done about it in ${formatDuration(followUpMs(scenario))}: half of its points`,
        ]
      : []),
    ...(blinding ? [`${id}: a silence that also hides alerts of others spares nobody`] : []),
    ...(deleted ? [`${id}: ${deleted.user} deleted the whole namespace, which spares nobody`] : []),
  ];
}

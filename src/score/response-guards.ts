import type {EventOf} from '../events/events.js';
import type {ResponseMeasures} from '../response/measures.js';
import {isWrite} from '../response/persons.js';

/** Within this time after an acknowledgement somebody has to do something about the attack. */
const FOLLOW_UP_MS = 5 * 60_000;

/**
 * Acknowledged to keep the pager quiet: the attack was not contained by then, and nobody did anything about it afterwards.
 * Where nobody followed the audit log, nobody knows what people did.
 */
export function isForgotten({scenario, isTrailed}: ResponseMeasures): boolean {
  const answer = scenario.acknowledgements.find(({counted}) => counted);
  if (!answer || !isTrailed) return false;
  const made = madeAt(answer);
  const until = made + FOLLOW_UP_MS;
  const {contained} = scenario;
  if (contained && Date.parse(contained.at) - contained.holdMs <= until) return false;
  return !scenario.actions.some(({actedAt}) => {
    const acted = Date.parse(actedAt);
    return acted >= made && acted <= until;
  });
}

/** When it was made by its own timestamp: one that is asked for is seen later, and what was done until then counts. */
function madeAt({sourceTime = '', at}: EventOf<'alert.acknowledged'>): number {
  const [own, seen] = [Date.parse(sourceTime), Date.parse(at)];
  return Number.isFinite(own) ? Math.min(own, seen) : seen;
}

/** What stops the attack and everything else with it. */
export const isBlanket = ({scenario}: ResponseMeasures): boolean =>
  scenario.acknowledgements.some(({counted, hides}) => counted && hides !== undefined) ||
  deletedNamespace(scenario) !== undefined;

const deletedNamespace = ({actions, namespace}: ResponseMeasures['scenario']) =>
  actions.find(a => isWrite(a) && a.verb === 'delete' && a.resource === 'namespaces' && a.name === namespace);

export function remarksOn(measures: ResponseMeasures): string[] {
  const {scenario} = measures;
  const {id} = scenario.plan;
  const blinding = scenario.acknowledgements.find(({counted, hides}) => counted && hides !== undefined);
  const deleted = deletedNamespace(scenario);
  return [
    ...(isForgotten(measures)
      ? [`${id}: acknowledged, and nothing was done about it in 5 minutes: half of its points`]
      : []),
    ...(blinding ? [`${id}: a silence that also hides alerts of others spares nobody`] : []),
    ...(deleted ? [`${id}: ${deleted.user} deleted the whole namespace, which spares nobody`] : []),
  ];
}

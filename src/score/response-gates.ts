import type {Gate} from '../events/events.js';
import {type ResponseMeasures, responseOf} from '../response/measures.js';
import {harmText} from '../response/words.js';
import type {RunView, ScenarioView} from '../view/view.js';

/** One reason why a gate did not hold. `known` is false where nobody can say whether it would have held. */
export interface Breach {
  text: string;
  known: boolean;
}

/** A breach with this text; none where there is nothing to say. */
export const found = (known: boolean, text: string): Breach[] => (text ? [{known, text}] : []);

/** The ids of scenarios, for a gate's detail. */
export const names = (scenarios: readonly ScenarioView[]): string => scenarios.map(s => s.plan.id).join(', ');

/** What keeps a gate on the response of people from holding. */
export function responseBreaches(gate: Gate, view: RunView): Breach[] {
  if (gate.maxNotContained === undefined && gate.maxHarmMs === undefined) return [];
  const asked = responseOf(view).filter(({scenario}) => scenario.plan.response);
  if (!asked.length) return found(false, 'nobody was to contain anything: the run was made without --respond');
  return [...notContained(gate, asked), ...harmed(gate, asked)];
}

/** What people did not contain in time; a scenario in which they had nothing to contain is not among it. */
function notContained({maxNotContained}: Gate, asked: readonly ResponseMeasures[]): Breach[] {
  if (maxNotContained === undefined) return [];
  const open = asked.filter(({containment}) => containment === 'late' || containment === 'not contained');
  if (open.length > maxNotContained) return found(true, `not contained in time: ${names(open.map(r => r.scenario))}`);
  const unsure = asked.filter(({containment, scenario}) => containment === 'unknown' || scenario.verdict === undefined);
  const possible = open.length + unsure.length > maxNotContained;
  return found(
    false,
    possible ? `it is not known whether this was contained: ${names(unsure.map(r => r.scenario))}` : '',
  );
}

/** Bystanders that were down for longer. Where none could be looked at, nobody knows. */
function harmed({maxHarmMs}: Gate, asked: readonly ResponseMeasures[]): Breach[] {
  if (maxHarmMs === undefined) return [];
  const harm = asked.flatMap(measures => measures.harm);
  const worse = harm.filter(({downMs}) => downMs > maxHarmMs);
  if (worse.length) return found(true, worse.map(harmText).join('; '));
  const unsure = asked.filter(r => r.scenario.verdict === undefined || r.harm.some(one => one.unsure));
  if (unsure.length)
    return found(false, `it is not known whether bystanders were down: ${names(unsure.map(r => r.scenario))}`);
  return found(false, harm.length ? '' : 'no bystander was there to be looked at');
}

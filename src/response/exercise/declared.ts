import {drillEnd, drillTimeAt} from '../../view/live/exercise.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import type {Measure} from '../measure.js';

/** From the first alert of an attack to the first incident that names one of its alerts, in drill time. */
export type Declared = Measure & {incident?: string; person?: string; severity?: string};

/** When people declared an incident about an attack; undefined where nothing alerted, or the run had no people. */
export function declaredAt({signals}: ScenarioView, {exercise, nowMs}: RunView): Declared | undefined {
  const alerts = signals.flatMap(({alert}) => alert ?? []);
  const first = signals.find(({stage, counted}) => stage === 'alerted' && counted);
  if (!exercise || !first) return undefined;
  const since = drillTimeAt(exercise, first.ms);
  const found = exercise.live.declared.find(declared => declared.alerts.some(alert => alerts.includes(alert)));
  if (!found) return {beyondMs: Math.max(0, drillEnd(exercise, nowMs) - since)};
  const {incident, person, severity, t, accepted} = found;
  const earlier = accepted ? {earlierMs: accepted.earlierMs} : {};
  return {ms: Math.max(0, t - since), incident, person, severity, ...earlier};
}

import {ACTION_NAMES, type Step} from '../scenario/schema.js';

/** A step's own id, or its action and place, such as `list-1`. */
export function stepName(step: Step, index: number): string {
  const action = ACTION_NAMES.find(name => name in step) ?? 'step';
  return step.id ?? `${action}-${index + 1}`;
}

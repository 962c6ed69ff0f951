import {actionOf} from '../scenario/steps/request.js';
import type {Step} from '../scenario/steps/step.js';

/** A step's own id, or its action and place, such as `list-1`. */
export const stepName = (step: Step, index: number): string => step.id ?? `${actionOf(step)}-${index + 1}`;

import {innerType, type Type, typeNamed} from '../../../kube/types/types.js';
import {isMap} from '../objects.js';
import {type Step, stepText} from './paths.js';

/** One part of a value. */
export interface Part {
  step: Step;
  type: Type;
  value: unknown;
  /** Whether it is a field that a struct has by its type. */
  named: boolean;
}

/** The value that a key of a list's items has where it is not given. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = {protocol: 'TCP'};

/** Whether parts of a value of this type are owned one by one; otherwise it has one owner as a whole. */
export function isGranular(type: Type, value: unknown): boolean {
  if (Array.isArray(value)) return type.is === 'list' && (type.keys !== undefined || type.set === true);
  if (!isMap(value)) return false;
  return type.is === 'any' || ((type.is === 'struct' || type.is === 'map') && !type.atomic);
}

/** Whether nothing is in a value that could have parts. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) ? value : Object.keys(value)).length === 0;

/** The parts of a granular value, by the texts of their steps; none of one that is not there. */
export function partsOf(type: Type, value: unknown): Map<string, Part> {
  return new Map(listed(type, value).map(part => [stepText(part.step), part]));
}

function listed(type: Type, value: unknown): Part[] {
  if (Array.isArray(value) && type.is === 'list') {
    const of = typeNamed(type.of);
    return value.map(item => ({step: stepTo(type, item), type: of, value: item, named: false}));
  }
  const entries = Object.entries(isMap(value) ? value : {}).filter(([, inner]) => inner !== undefined);
  return entries.map(([field, inner]) => {
    const of = typeNamed(innerType(type, field) ?? 'any');
    return {step: {field}, type: of, value: inner, named: type.is === 'struct'};
  });
}

/** By what an item of a list is known. */
export function stepTo({keys}: Type & {is: 'list'}, item: unknown): Step {
  if (!keys) return {value: item};
  const fields = isMap(item) ? item : {};
  return {keys: Object.fromEntries(keys.toSorted().map(key => [key, fields[key] ?? KEY_DEFAULTS[key] ?? null]))};
}

import {innerType, type Type, typeNamed} from '../../../kube/types/types.js';
import {isMap} from '../objects.js';
import {goText} from '../patch/go-text.js';
import {stepTo} from './parts.js';
import {shownPath, stepText} from './paths.js';

const NUMBERS = ['int32', 'int64', 'float64'];
const LOOSE = ['time', 'micro-time', 'quantity', 'int-or-string'];

/** What is wrong with an object that is to be applied, in the words of kube-apiserver; undefined when it is right. */
export function configProblem(type: Type, value: unknown, path = ''): string | undefined {
  if (value === null || type.is === 'any') return undefined;
  if (type.is === 'scalar') return scalarProblem(type.name, value, path);
  if (type.is === 'list') {
    if (!Array.isArray(value)) return `${path}: expected list, got &{${goText(value)}}`;
    return listProblem(type, value, path);
  }
  if (!isMap(value)) return `${path}: expected map, got &{${goText(value)}}`;
  for (const [key, inner] of Object.entries(value)) {
    const of = innerType(type, key);
    if (of === undefined) return `${path}.${key}: field not declared in schema`;
    const problem = configProblem(typeNamed(of), inner, `${path}.${key}`);
    if (problem) return problem;
  }
  return undefined;
}

function scalarProblem(name: string, value: unknown, path: string): string | undefined {
  if (LOOSE.includes(name)) {
    return typeof value === 'object' ? `${path}: expected any scalar, got &{${goText(value)}}` : undefined;
  }
  if (NUMBERS.includes(name)) {
    return typeof value === 'number' ? undefined : `${path}: expected numeric (int or float), got ${goKind(value)}`;
  }
  if (name === 'boolean') {
    return typeof value === 'boolean' ? undefined : `${path}: expected boolean, got &{${goText(value)}}`;
  }
  if (typeof value === 'string') return undefined;
  return `${path}: expected string, got &value.valueUnstructured{Value:${goText(value)}}`;
}

const goKind = (value: unknown): string => {
  if (Array.isArray(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
};

function listProblem(type: Type & {is: 'list'}, list: readonly unknown[], path: string): string | undefined {
  const isKeyed = type.keys !== undefined || type.set === true;
  const seen = new Set<string>();
  for (const [i, item] of list.entries()) {
    const step = stepTo(type, item);
    const at = isKeyed ? shownPath([step]) : `[${i}]`;
    if (isKeyed && seen.has(stepText(step))) return `${path}: duplicate entries for key ${at}`;
    seen.add(stepText(step));
    const problem = configProblem(typeNamed(type.of), item, `${path}${at}`);
    if (problem) return problem;
  }
  return undefined;
}

import {decodedScalar, NotDecodable} from '../kube/types/scalars.js';
import {innerType, TYPES_VERSION, type Type, typeNamed} from '../kube/types/types.js';
import {nearest} from '../lib/text/suggest.js';
import {valueWord} from '../lib/yaml/issue-words.js';
import type {Finding} from './finding.js';
import {type Body, bodiesOf} from './steps/bodies.js';
import type {Step} from './steps/step.js';

/**
 * What the bodies of a step have that the Kubernetes API does not: fields that do not exist, which the API server drops,
 * and values of the wrong type, which it refuses. A step that expects an error is left alone: the mistake is its point.
 */
export function checkBodies(step: Step): Finding[] {
  const expectsError = 'answers' in step && step.answers?.some(status => status >= 400);
  if (expectsError) return [];
  return bodiesOf(step).flatMap(body => {
    const place = {path: body.path, field: body.within ?? '', body};
    return checkValue(typeNamed(body.type), body.value, place);
  });
}

/** Where a value stands: in the file, and in the object that is sent. */
interface Place {
  path: PropertyKey[];
  field: string;
  body: Body;
}

const inItem = (i: number, {path, field, body}: Place): Place => ({path: [...path, i], field: `${field}[${i}]`, body});
const inField = (key: string, {path, field, body}: Place): Place => ({
  path: [...path, key],
  field: field === '' ? key : `${field}.${key}`,
  body,
});

function checkValue(type: Type, value: unknown, place: Place): Finding[] {
  // The API server takes an empty value for one that is left out.
  if (value === null || value === undefined) return [];
  switch (type.is) {
    case 'any':
      return [];
    case 'scalar':
      return isScalar(type.name, value) ? [] : [wrongType(SCALARS[type.name] ?? type.name, value, place)];
    case 'list':
      if (!Array.isArray(value)) return [wrongType('a list', value, place)];
      return value.flatMap((item, i) => checkValue(typeNamed(type.of), item, inItem(i, place)));
    default:
      if (typeof value !== 'object' || Array.isArray(value)) return [wrongType('a map', value, place)];
      return Object.entries(value).flatMap(([key, inner]) => {
        const of = innerType(type, key);
        if (of !== undefined) return checkValue(typeNamed(of), inner, inField(key, place));
        return type.is === 'struct' && !isLeftOpen(key) ? [unknownField(type, key, inField(key, place))] : [];
      });
  }
}

/** A template may become any field, and directives of a strategic patch begin with a dollar. */
const isLeftOpen = (key: string): boolean => key.includes('{{') || key.startsWith('$');

/** What a value of each type has to be. */
const SCALARS: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  int32: 'a whole number of 32 bits',
  int64: 'a whole number',
  float64: 'a number',
  quantity: 'a quantity such as 100m or 2Gi',
  'int-or-string': 'a whole number or a text',
  bytes: 'base64',
  time: 'a time such as 2026-01-02T15:04:05Z',
  'micro-time': 'a time such as 2026-01-02T15:04:05.000000Z',
};
/** Types that only some texts fit: a template may become one of these. */
const FORMATTED = ['quantity', 'bytes', 'time', 'micro-time'];

function isScalar(name: string, value: unknown): boolean {
  if (typeof value === 'string' && value.includes('{{') && FORMATTED.includes(name)) return true;
  try {
    decodedScalar(name, value, kind => new NotDecodable(kind));
    return true;
  } catch (error) {
    if (error instanceof NotDecodable) return false;
    throw error;
  }
}

const wrongType = (wanted: string, value: unknown, {path, field, body: {refusal}}: Place): Finding => ({
  path,
  message: `${field || 'the body'} must be ${wanted}, is ${valueWord(value)}: the API server refuses it (${refusal})`,
});

function unknownField(type: Type & {is: 'struct'}, key: string, {path, field, body}: Place): Finding {
  const near = nearest(key, Object.keys(type.fields)) ?? fieldBelow(type, key);
  const then = body.isStrict ? `the API server refuses to apply it (${body.refusal})` : 'the API server drops it';
  const message = `Kubernetes ${TYPES_VERSION} has no field ${field} here, so ${then}`;
  return {
    path,
    message: near === undefined ? message : `${message}: did you mean ${near}?`,
    ...(!body.isStrict && {severity: 'warning' as const}),
  };
}

/** `template.spec.containers` of a Deployment is no deeper than this. */
const DEEPEST = 3;
/** Parts that no author means whose field stands too far up. */
const UNMEANT = ['metadata', 'status'];

/** Where a field that was written too far up belongs. */
function fieldBelow({fields}: Type & {is: 'struct'}, key: string, depth = 1): string | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = Object.entries(fields).flatMap(([name, of]) => {
    const type = typeNamed(of);
    return type.is === 'struct' && !UNMEANT.includes(name) ? [{name, type}] : [];
  });
  const holder = inner.find(({type}) => Object.hasOwn(type.fields, key));
  if (holder) return `${holder.name}.${key}`;
  for (const {name, type} of inner) {
    const found = fieldBelow(type, key, depth + 1);
    if (found !== undefined) return `${name}.${found}`;
  }
  return undefined;
}

import type {KubeObject} from '../objects.js';
import {isMap} from '../objects.js';
import {notSimulated} from '../status.js';
import {keyProblems} from '../validation/keys.js';
import {invalidValue} from '../validation/words.js';
import {type CelName, typeOf} from './cel.js';

type Fields = Record<string, unknown>;

/** A list of maps, as a specification has them; what is none has none. */
const items = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isMap) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const unsupported = (value: unknown, supported: readonly string[]): string =>
  `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map(s => JSON.stringify(s)).join(', ')}`;

const OF_EACH: readonly CelName[] = ['object', 'oldObject', 'request', 'namespaceObject'];

/**
 * What kube-apiserver refuses of a ValidatingAdmissionPolicy when it is written, in its words; empty when it takes it.
 *
 * @throws StatusError 501 for an expression that uses a library of Kubernetes' which is not simulated: evaluated, it
 *   would be an error, and a policy would refuse what the real one lets through.
 */
export function policyProblems({metadata, spec}: KubeObject): string[] {
  if (!isMap(spec)) return ['spec: Required value'];
  // A parameter would have to be looked up: better no policy than one that says something else.
  if (spec.paramKind !== undefined) throw notSimulated('parameters of admission policies');
  const validations = items(spec.validations);
  const annotations = items(spec.auditAnnotations);
  const none = 'Required value: validations or auditAnnotations must contain at least one item';
  return [
    ...(spec.failurePolicy === 'Fail' || spec.failurePolicy === 'Ignore'
      ? []
      : [`spec.failurePolicy: ${unsupported(spec.failurePolicy, ['Fail', 'Ignore'])}`]),
    ...conditionProblems(items(spec.matchConditions)),
    ...constraintProblems(spec.matchConstraints),
    ...variableProblems(items(spec.variables)),
    ...(validations.length || annotations.length
      ? []
      : [`spec.validations: ${none}`, `spec.auditAnnotations: ${none}`]),
    ...validations.flatMap((validation, i) =>
      validationProblems(validation, `spec.validations[${i}]`, items(spec.variables)),
    ),
    ...annotations.flatMap((annotation, i) => [
      ...annotationProblems(annotation, `spec.auditAnnotations[${i}]`, metadata.name ?? ''),
      ...(annotations.findIndex(({key}) => key === annotation.key) < i
        ? [`spec.auditAnnotations[${i}].key: Duplicate value: ${JSON.stringify(annotation.key)}`]
        : []),
    ]),
  ];
}

/** An annotation of the audit event is written under the name of its policy. */
function annotationProblems({key = '', valueExpression}: Fields, place: string, policy: string): string[] {
  const value = `${place}.valueExpression`;
  return [
    ...keyProblems(String(key)).map(why => `${place}.key: ${invalidValue(`${policy}/${key}`, why)}`),
    ...(textOf(valueExpression)
      ? expressionProblems(valueExpression, value, {names: [...OF_EACH, 'variables'], types: ['string', 'null_type']})
      : [`${value}: Required value: valueExpression is not specified`]),
  ];
}

function conditionProblems(conditions: readonly Fields[]): string[] {
  return conditions.flatMap(({name, expression}, i) => [
    ...(conditions.findIndex(other => other.name === name) < i
      ? [`spec.matchConditions[${i}].name: Duplicate value: ${JSON.stringify(name)}`]
      : []),
    ...expressionProblems(expression, `spec.matchConditions[${i}].expression`, {names: OF_EACH, types: ['bool']}),
  ]);
}

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

function constraintProblems(constraints: unknown): string[] {
  if (!isMap(constraints)) return ['spec.matchConstraints: Required value'];
  return items(constraints.resourceRules).flatMap(({operations}, i) =>
    (Array.isArray(operations) ? operations : []).flatMap((operation, at) =>
      OPERATIONS.includes(operation)
        ? []
        : [`spec.matchConstraints.resourceRules[${i}].operations[${at}]: ${unsupported(operation, OPERATIONS)}`],
    ),
  );
}

/** A variable may name those before it. */
const variableProblems = (variables: readonly Fields[]): string[] =>
  variables.flatMap(({expression}, i) => {
    const place = `spec.variables[${i}].expression`;
    return expressionProblems(expression, place, {names: [...OF_EACH, 'variables'], variables: variables.slice(0, i)});
  });

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

function validationProblems(validation: Fields, place: string, variables: readonly Fields[]): string[] {
  const {expression, message, messageExpression, reason} = validation;
  // Where there are none, nothing is called so.
  const names = [...OF_EACH, ...(variables.length ? (['variables'] as const) : [])];
  return [
    ...(textOf(expression)
      ? expressionProblems(expression, `${place}.expression`, {names, types: ['bool'], variables})
      : [`${place}.expression: Required value: expression is not specified`]),
    ...(/[\r\n]/.test(textOf(message))
      ? [`${place}.message: Invalid value: ${JSON.stringify(message)}: must not contain line breaks`]
      : []),
    ...(messageExpression === undefined
      ? []
      : expressionProblems(messageExpression, `${place}.messageExpression`, {names, types: ['string'], variables})),
    ...(reason === undefined || REASONS.includes(String(reason))
      ? []
      : [`${place}.reason: ${unsupported(reason, REASONS)}`]),
  ];
}

interface Expected {
  /** What the expression can name. */
  names: readonly CelName[];
  /** What it may come to; absent: anything. */
  types?: readonly string[];
  /** The variables that it can name. */
  variables?: readonly Fields[];
}

function expressionProblems(expression: unknown, place: string, {names, types, variables}: Expected): string[] {
  const text = textOf(expression);
  const wrong = `${place}: Invalid value: ${JSON.stringify(expression)}`;
  const type = typeOf(text, names);
  if ('unsupported' in type) throw notSimulated(`${type.unsupported} in admission policies`);
  if ('error' in type) return [`${wrong}: compilation failed: ERROR: ${type.error}`];
  const unknown =
    variables && [...text.matchAll(/\bvariables\.(\w+)/g)].find(([, name]) => !variables.some(v => v.name === name));
  if (unknown) return [`${wrong}: compilation failed: ERROR: undefined field '${unknown[1]}'`];
  // The real server knows the types of variables; that of a field of an object is not known to it, either.
  const isLoose = type.type === 'dyn' && !/^(?:object|oldObject)(?:\.\w+)*$/.test(text);
  if (!types || types.includes(type.type) || (type.type === 'null' && types.includes('null_type')) || isLoose)
    return [];
  const [only = ''] = types;
  return [`${wrong}: must evaluate to ${types.length > 1 ? `one of [${types.join(' ')}]` : only} but got ${type.type}`];
}

const ACTIONS = ['Audit', 'Deny', 'Warn'];

/** What kube-apiserver refuses of a ValidatingAdmissionPolicyBinding, in its words; empty when it takes it. */
export function bindingProblems({spec}: KubeObject): string[] {
  const {policyName, validationActions, paramRef} = isMap(spec) ? spec : {};
  const actions: unknown[] = Array.isArray(validationActions) ? validationActions : [];
  const reference = isMap(paramRef) ? referenceProblems(paramRef) : [];
  const place = 'spec.validationActions';
  return [
    ...(policyName ? [] : ['spec.policyName: Required value']),
    ...reference,
    ...(actions.length ? [] : [`${place}: Required value: at least one validation action is required`]),
    ...actions.flatMap((action, i) => {
      if (!ACTIONS.includes(String(action))) return [`${place}[${i}]: ${unsupported(action, ACTIONS)}`];
      return actions.indexOf(action) < i ? [`${place}[${i}]: Duplicate value: ${JSON.stringify(action)}`] : [];
    }),
    ...(actions.includes('Deny') && actions.includes('Warn')
      ? [
          `${place}: Invalid value: ${JSON.stringify(actions)}: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)`,
        ]
      : []),
  ];
}

function referenceProblems({name, selector, parameterNotFoundAction}: Fields): string[] {
  const exclusive = 'Forbidden: name and selector are mutually exclusive';
  if (name && selector !== undefined)
    return [`spec.paramRef.name: ${exclusive}`, `spec.paramRef.selector: ${exclusive}`];
  return parameterNotFoundAction === undefined ? ['spec.paramRef.parameterNotFoundAction: Required value'] : [];
}

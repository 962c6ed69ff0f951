import type {PolicyReason} from '../status.js';
import {type CelContext, compiled} from './cel.js';

/** The expressions of a ValidatingAdmissionPolicy. */
export interface Expressions {
  failurePolicy?: 'Fail' | 'Ignore';
  matchConditions?: {name: string; expression: string}[];
  variables?: {name: string; expression: string}[];
  validations?: Validation[];
  auditAnnotations?: {key: string; valueExpression: string}[];
}

interface Validation {
  expression: string;
  message?: string;
  messageExpression?: string;
  reason?: PolicyReason;
}

/** One validation that did not hold. */
export interface Failure {
  message: string;
  expressionIndex: number;
  reason?: PolicyReason;
}

/** What a policy says of a write: its validations that did not hold, and what it adds to the audit event. */
export interface Outcome {
  failures: Failure[];
  annotations: Map<string, string>;
}

type Evaluated = {value: unknown} | {error: string};

/**
 * Evaluates a policy as kube-apiserver does: each validation on its own. One that is an error denies or is passed over,
 * by the failure policy, and says nothing of the others.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go
 */
export function evaluated(spec: Expressions, context: CelContext): Outcome {
  const conditions = (spec.matchConditions ?? []).map(({expression}) => evaluate(expression, context));
  // One that is false settles it, whatever the others come to.
  if (conditions.some(condition => 'value' in condition && condition.value !== true)) return NOTHING;
  const broken = conditions.find(condition => 'error' in condition);
  if (broken && 'error' in broken)
    return {...NOTHING, failures: byPolicy(spec, {message: broken.error, expressionIndex: 0})};
  const whole = withVariables(spec, context);
  const failures = (spec.validations ?? []).flatMap((validation, index) => failureOf(spec, validation, index, whole));
  return annotated(spec, failures, whole);
}

const NOTHING: Outcome = {failures: [], annotations: new Map()};

function evaluate(expression: string, context: CelContext): Evaluated {
  try {
    return {value: compiled(expression)(context)};
  } catch (error) {
    return {error: `expression '${expression}' resulted in error: ${(error as Error).message}`};
  }
}

/** A variable that is an error is not there: what uses it is an error, too, and nothing else is. */
function withVariables({variables = []}: Expressions, context: CelContext): CelContext {
  const values: Record<string, unknown> = {};
  const whole = {...context, variables: values};
  for (const {name, expression} of variables) {
    const found = evaluate(expression, whole);
    if ('value' in found) values[name] = found.value;
  }
  return whole;
}

const byPolicy = ({failurePolicy}: Expressions, failure: Failure): Failure[] =>
  failurePolicy === 'Ignore' ? [] : [failure];

function failureOf(spec: Expressions, validation: Validation, expressionIndex: number, context: CelContext): Failure[] {
  const {expression, reason} = validation;
  const found = evaluate(expression, context);
  if ('error' in found) return byPolicy(spec, {message: found.error, expressionIndex});
  if (found.value === true) return [];
  return [{message: messageOf(validation, context), expressionIndex, ...(reason && {reason})}];
}

/** The API server takes no longer message, nor one of several lines, from an expression. */
const LONGEST_MESSAGE = 5 * 1024;

function messageOf({expression, message, messageExpression}: Validation, context: CelContext): string {
  const found = messageExpression === undefined ? undefined : evaluate(messageExpression, context);
  const made = found && 'value' in found && typeof found.value === 'string' ? found.value.trim() : '';
  if (made && made.length <= LONGEST_MESSAGE && !made.includes('\n')) return made;
  return message?.trim() || `failed expression: ${expression.trim()}`;
}

function annotated(spec: Expressions, failures: Failure[], context: CelContext): Outcome {
  const outcome: Outcome = {failures, annotations: new Map()};
  for (const {key, valueExpression} of spec.auditAnnotations ?? []) {
    const found = evaluate(valueExpression, context);
    if ('error' in found) failures.push(...byPolicy(spec, {message: found.error, expressionIndex: 0}));
    else if (typeof found.value === 'string' && found.value.trim()) outcome.annotations.set(key, found.value.trim());
  }
  return outcome;
}

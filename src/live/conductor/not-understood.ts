import type {z} from 'zod';
import {firstIssue, type Issue, issuePath, valueIn} from '../../lib/yaml/issue-words.js';
import type {RefusalCode, RefusalValues} from '../../view/live/told/refusals.js';
import {Refused} from './refused.js';

/** The most letters of an unknown key that are told. */
const MOST_KEY = 40;

/**
 * A refusal of what a schema does not take: in the schema's own words, which are exact, and with a code by which page and
 * terminal say the same in their language.
 */
export function notUnderstood(error: z.ZodError, input: unknown): Refused {
  const [issue] = error.issues as Issue[];
  return Object.assign(new Refused(422, firstIssue(error, input, '')), issue ? said(issue, input) : {});
}

function said(issue: Issue, input: unknown): {code: RefusalCode; values: RefusalValues} {
  const field = issuePath(issue).map(String).join('.').slice(0, MOST_KEY) || 'input';
  if (issue.code === 'too_small') return {code: 'empty', values: {field}};
  if (issue.code === 'too_big' && issue.origin === 'string') {
    return {code: 'too long', values: {field, most: Number(issue.maximum)}};
  }
  if (issue.code === 'invalid_format') return {code: 'not a name', values: {field}};
  return {code: valueIn(input, issue.path) === undefined ? 'missing' : 'not valid', values: {field}};
}

import type {z} from 'zod';
import {nearest} from '../lib/text/suggest.js';

type Issue = z.core.$ZodIssue;

/** What a file calls each kind of value. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

/** A kind of value in the words of a file: `a list`, not `array`. */
export const kindWord = (kind: string): string => KINDS[kind] ?? kind;

/** What is wrong with a value, in the words of the file that it stands in. */
export function problemOf(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      // A schema that knows better what to write says so itself.
      return /^Invalid input/.test(issue.message)
        ? `must be ${kindWord(issue.expected)}, is ${valueWord(found)}`
        : issue.message;
    case 'invalid_value':
      return listed(issue.values.map(String), found);
    case 'too_small':
      return bound('at least', 'more than', issue.origin, issue.minimum, issue.inclusive);
    case 'too_big':
      return bound('at most', 'less than', issue.origin, issue.maximum, issue.inclusive);
    default:
      return issue.message.replace(/^Invalid (string|input): /, '');
  }
}

/** What a value is, never the value itself: it may be a secret in the wrong place. */
function valueWord(value: unknown): string {
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : kindWord(typeof value);
}

function listed(values: readonly string[], found: unknown): string {
  const [only] = values;
  if (values.length === 1) return `must be ${only}`;
  const near = typeof found === 'string' ? nearest(found.toLowerCase(), values) : undefined;
  return `must be one of ${values.join(', ')}${near === undefined ? '' : `: did you mean ${near}?`}`;
}

function bound(including: string, excluding: string, origin: string, limit: number | bigint, inclusive = true): string {
  const how = inclusive ? including : excluding;
  if (origin !== 'array' && origin !== 'string') return `must be ${how} ${limit}`;
  if (inclusive && Number(limit) === 1 && including === 'at least') return 'must not be empty';
  return `must have ${how} ${limit} ${origin === 'array' ? 'entries' : 'characters'}`;
}

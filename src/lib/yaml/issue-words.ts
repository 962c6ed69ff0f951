import type {z} from 'zod';
import {nearest} from '../text/suggest.js';

/** What a schema has to say of a value. */
export type Issue = z.core.$ZodIssue;

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
const kindWord = (kind: string): string => KINDS[kind] ?? kind;

/**
 * What is wrong with a value and where in it, in the words of the file that it stands in: `rules.0.level: is missing (a
 * text)`. No value is quoted.
 *
 * @param whole stands for the path of the value itself, such as `the policy`; nothing does where it is empty.
 */
export function issueText(issue: Issue, root: unknown, whole = 'the file'): string {
  const field = issue.path.map(String).join('.') || whole;
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: unknown key in ${field}`;
  const problem = problemOf(issue, valueIn(root, issue.path));
  return field === '' ? problem : `${field}: ${problem}`;
}

/** The first thing that is wrong with a value. */
export function firstIssue({issues}: z.ZodError, root: unknown, whole?: string): string {
  const [issue] = plainIssues(issues);
  return issue ? issueText(issue, root, whole) : 'is not valid';
}

/** The path that an issue is about: an unknown key is pointed at itself, not at the map it stands in. */
export const issuePath = (issue: Issue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : [...issue.path];

/** The value at a path of another; undefined when there is none. */
export const valueIn = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);

/**
 * The issues behind one that only says that a value fits no branch of a union, or that a key is not valid: a union says
 * of every branch why it failed, and only the branch that was meant is of interest.
 */
export function innerIssues(issue: Issue): Issue[] {
  if (issue.code === 'invalid_key') return issue.issues.map(inner => ({...inner, path: issue.path}) as Issue);
  if (issue.code !== 'invalid_union') return [issue];
  // A discriminator that names no branch has no branches to explain: its own message does.
  if (!issue.errors.length) return [{...issue, code: 'custom'} as Issue];
  const branch = meantBranch(issue.errors as Issue[][]);
  if (!branch) return [{...issue, code: 'custom', message: orOf(issue.errors as Issue[][])} as Issue];
  return branch.map(inner => ({...inner, path: [...issue.path, ...inner.path]}) as Issue);
}

/** Issues that say themselves what is wrong, each at its place. */
export const plainIssues = (issues: readonly Issue[]): Issue[] =>
  issues.flatMap(issue => {
    const inner = innerIssues(issue);
    return inner.includes(issue) ? inner : plainIssues(inner);
  });

/** Of the branches that are for such a value at all, the one with the fewest complaints. */
function meantBranch(branches: Issue[][]): Issue[] | undefined {
  const fit = branches.filter(issues => !issues.some(({code, path}) => path.length === 0 && UNFIT.includes(code)));
  return [...fit].sort((a, b) => a.length - b.length)[0];
}

const UNFIT: readonly string[] = ['invalid_type', 'invalid_key'];

/** What the branches ask for, where a value is of another kind than each of them. */
function orOf(branches: readonly Issue[][]): string {
  const kinds = branches.flatMap(([first]) => (first?.code === 'invalid_type' ? [kindWord(first.expected)] : []));
  return `must be ${[...new Set(kinds)].join(' or ') || 'something else'}`;
}

/** What is wrong with a value, in the words of the file that it stands in. */
function problemOf(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      // A schema that knows better what to write says so itself.
      if (!/^Invalid input/.test(issue.message)) return issue.message;
      return found === undefined
        ? `is missing (${kindWord(issue.expected)})`
        : `must be ${kindWord(issue.expected)}, is ${valueWord(found)}`;
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
export function valueWord(value: unknown): string {
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

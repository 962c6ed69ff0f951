import type {z} from 'zod';
import {nearest} from '../lib/text/suggest.js';
import type {Problem, YamlFile} from '../lib/yaml/yaml-file.js';
import {kindWord, problemOf} from './issue-words.js';
import {ACTION_NAMES, UNDO_NAMES} from './steps/step.js';

type Issue = z.core.$ZodIssue;

/** All issues of a value that does not fit its schema, each at its place in the file and in words. */
export function explainIssues(yaml: YamlFile, value: unknown, issues: readonly Issue[]): Problem[] {
  return issues
    .flatMap(issue => expand(issue, value))
    .map(issue => yaml.at(pathOf(issue), wordsOf(issue, at(value, issue.path))));
}

/** A union says of every branch why it failed; only the branch that the author meant is of interest. */
function expand(issue: Issue, root: unknown): Issue[] {
  // What is wrong with the name of a key is said inside.
  if (issue.code === 'invalid_key') return issue.issues.map(inner => ({...inner, path: issue.path}) as Issue);
  const value = at(root, issue.path);
  if (namesTwoActions(issue, value)) return [{...issue, code: 'custom', message: noBranch(value)} as Issue];
  if (issue.code !== 'invalid_union') return [issue];
  // A discriminator that names no branch has no branches to explain: its own message does.
  if (!issue.errors.length) return [{...issue, code: 'custom'} as Issue];
  const offered = actionsAt(issue.path);
  const branch = meantBranch(value, issue.errors as Issue[][], offered);
  if (!branch) return [{...issue, code: 'custom', message: noBranch(value, offered)} as Issue];
  return branch.flatMap(inner => expand({...inner, path: [...issue.path, ...inner.path]} as Issue, root));
}

/** The actions that may stand at a path: where steps are listed; undefined elsewhere. */
function actionsAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  const section = path.at(-2);
  if (section === 'undo') return UNDO_NAMES;
  return section === 'setUp' || section === 'attack' || section === 'benign' ? ACTION_NAMES : undefined;
}

function meantBranch(value: unknown, branches: Issue[][], offered: readonly string[] | undefined): Issue[] | undefined {
  if (typeof value !== 'object' || value === null) return offered ? undefined : scalarBranch(branches);
  if (offered) {
    const named = ACTION_NAMES.filter(name => name in value);
    return named.length === 1 ? branches[offered.indexOf(named[0] ?? '')] : undefined;
  }
  // Elsewhere the branch with the fewest complaints is the one that was meant.
  return [...branches].sort((a, b) => a.length - b.length)[0];
}

/** Of a text, number or nothing, the branch that is for such and complains of its form was meant. */
const scalarBranch = (branches: Issue[][]): Issue[] | undefined =>
  branches.find(issues => issues.every(issue => issue.code !== 'invalid_type' && issue.code !== 'invalid_key'));

/** A step that names two actions fits none of them, and the one that complains least is not the one that was meant. */
const namesTwoActions = (issue: Issue, value: unknown): boolean =>
  actionsAt(issue.path) !== undefined &&
  typeof value === 'object' &&
  value !== null &&
  ACTION_NAMES.filter(name => name in value).length > 1;

function noBranch(value: unknown, offered: readonly string[] = []): string {
  if (typeof value !== 'object' || value === null) return 'must be a map';
  const keys = Object.keys(value);
  const actions = ACTION_NAMES.filter(name => keys.includes(name));
  if (actions.length > 1) {
    const many = actions.length === 2 ? 'two' : String(actions.length);
    return `has ${actions.join(' and ')}: a step has one action, this one has ${many}; make it ${many} steps`;
  }
  if (actions.length === 1) return `cannot have ${actions[0]} here, only ${offered.join(', ')}`;
  const typo = keys.map(key => [key, nearest(key, offered)] as const).find(([, known]) => known);
  const hint = typo ? `: "${typo[0]}" looks like "${typo[1]}"` : `, one of ${offered.join(', ')}`;
  return `names no action${hint}`;
}

const at = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);

/** An unknown key is pointed at itself, not at the map it stands in. */
function pathOf(issue: Issue): PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : [...issue.path];
}

function wordsOf(issue: Issue, found: unknown): string {
  const field = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: unknown key in ${field}`;
  if (issue.code === 'invalid_type' && found === undefined) return `${field}: is missing (${kindWord(issue.expected)})`;
  return `${field}: ${problemOf(issue, found)}`;
}

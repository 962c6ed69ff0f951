import {nearest} from '../lib/text/suggest.js';
import {type Issue, innerIssues, issuePath, issueText, valueIn} from '../lib/yaml/issue-words.js';
import type {Problem, YamlFile} from '../lib/yaml/yaml-file.js';
import {ACTION_NAMES, UNDO_NAMES} from './steps/step.js';

/** All issues of a value that does not fit its schema, each at its place in the file and in words. */
export function explainIssues(yaml: YamlFile, value: unknown, issues: readonly Issue[]): Problem[] {
  return issues.flatMap(issue => expand(issue, value)).map(issue => yaml.at(issuePath(issue), issueText(issue, value)));
}

/** As `plainIssues`; of the branches of a step, only the one for the action that its author meant is of interest. */
function expand(issue: Issue, root: unknown): Issue[] {
  const value = valueIn(root, issue.path);
  if (namesTwoActions(issue, value)) return [{...issue, code: 'custom', message: noBranch(value)} as Issue];
  const offered = actionsAt(issue.path);
  const inner =
    issue.code === 'invalid_union' && issue.errors.length && offered
      ? ofStep(issue, value, offered)
      : innerIssues(issue);
  return inner.includes(issue) ? inner : inner.flatMap(one => expand(one, root));
}

function ofStep(issue: Extract<Issue, {code: 'invalid_union'}>, value: unknown, offered: readonly string[]): Issue[] {
  const named = typeof value === 'object' && value !== null ? ACTION_NAMES.filter(name => name in value) : [];
  const branch = named.length === 1 ? issue.errors[offered.indexOf(named[0] ?? '')] : undefined;
  if (!branch) return [{...issue, code: 'custom', message: noBranch(value, offered)} as unknown as Issue];
  return branch.map(inner => ({...inner, path: [...issue.path, ...inner.path]}) as Issue);
}

/** The actions that may stand at a path: where steps are listed; undefined elsewhere. */
function actionsAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  const section = path.at(-2);
  if (section === 'undo') return UNDO_NAMES;
  return section === 'setUp' || section === 'attack' || section === 'benign' ? ACTION_NAMES : undefined;
}

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

import type {z} from 'zod';
import {usageError} from '../../lib/errors.js';
import {issuePath, issueText, plainIssues} from '../../lib/yaml/issue-words.js';
import {problemLine, readYaml} from '../../lib/yaml/yaml-file.js';

/** A file of one JSON or YAML value, for messages. */
export interface PlainFile<S extends z.ZodType> {
  schema: S;
  /** What it holds: `labels`. */
  what: string;
  /** What a right one looks like. */
  next: string;
}

/**
 * Reads one value from a file.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export function readPlainFile<S extends z.ZodType>(file: string, {schema, what, next}: PlainFile<S>): z.output<S> {
  const yaml = readYaml(file, {documents: 'one'});
  const parsed = schema.safeParse(yaml.values[0]);
  if (!yaml.problems.length && parsed.success) return parsed.data;
  const problems = yaml.problems.length
    ? yaml.problems
    : plainIssues(parsed.error?.issues ?? []).map(issue =>
        yaml.at(issuePath(issue), issueText(issue, yaml.values[0], what)),
      );
  throw usageError([`the ${what} are not valid`, ...problems.map(problemLine)], [next]);
}

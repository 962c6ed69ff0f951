import {z} from 'zod';
import {usageError} from '../../lib/errors.js';
import {issuePath, issueText, plainIssues} from '../../lib/yaml/issue-words.js';
import {problemLine, readYaml} from '../../lib/yaml/yaml-file.js';
import type {Placeholders} from '../../sigma/match/placeholders.js';

const ODD_NAME = 'a name has no blanks, percent signs or backslashes: write admins for %admins%';

const Value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const File = z.record(
  z.string().regex(/^[^%\s\\]+$/, ODD_NAME),
  z.union([Value, z.array(Value)]).transform(value => [value].flat()),
);

/** What the flag means, for `--help`. */
export const PLACEHOLDERS_HELP = "values for the rules' placeholders (expand): a YAML or JSON map from name to values";

/**
 * Reads the values of placeholders: a map from each name, without its percent signs, to a value or a list of them.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export function readPlaceholders(file: string): Placeholders {
  const yaml = readYaml(file, {documents: 'one'});
  const parsed = File.safeParse(yaml.values[0]);
  if (!yaml.problems.length && parsed.success) return parsed.data;
  const problems = yaml.problems.length
    ? yaml.problems
    : plainIssues(parsed.error?.issues ?? []).map(issue =>
        yaml.at(issuePath(issue), issueText(issue, yaml.values[0], 'placeholders')),
      );
  throw usageError(
    ['the placeholders are not valid', ...problems.map(problemLine)],
    ['write a map from each name to its values: {admins: [alice, "bob-*"]}'],
  );
}

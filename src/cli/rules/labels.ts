import {z} from 'zod';
import {usageError} from '../../lib/errors.js';
import {issuePath, issueText, plainIssues} from '../../lib/yaml/issue-words.js';
import {problemLine, readYaml} from '../../lib/yaml/yaml-file.js';

const Labels = z.record(z.string(), z.array(z.string()));

/** Which requests were attacks: scenario → audit ids. Whatever is not named is none. */
export type Labels = z.output<typeof Labels>;

/**
 * Reads labels, JSON or YAML.
 *
 * @throws DrillError (exit code 2) with every problem and its place.
 */
export function readLabels(file: string): Labels {
  const yaml = readYaml(file, {documents: 'one'});
  const parsed = Labels.safeParse(yaml.values[0]);
  if (!yaml.problems.length && parsed.success) return parsed.data;
  const problems = yaml.problems.length
    ? yaml.problems
    : plainIssues(parsed.error?.issues ?? []).map(issue =>
        yaml.at(issuePath(issue), issueText(issue, yaml.values[0], 'labels')),
      );
  throw usageError(
    ['the labels are not valid', ...problems.map(problemLine)],
    ['write a map from each scenario to the list of its audit ids: {"KS-26": ["…", "…"]}'],
  );
}

import {existsSync} from 'node:fs';
import {usageError} from '../../lib/errors.js';
import {type Problem, problemLine, readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../../scenario/explain.js';
import {HistoryFile, type Quarantine} from './schema.js';

/** The file that is read where no other is named, if it is there. */
export const HISTORY_FILE = 'history.yaml';

/** What a history file says, and what is wrong with it. */
export interface ReadHistory {
  yaml: YamlFile;
  /** Absent: the file does not have the form of one. */
  config?: HistoryFile;
  problems: readonly Problem[];
}

/** The history file that is meant: the one that was named, else the one of the working folder; undefined: there is none. */
export const historyFile = (named: string | undefined): string | undefined =>
  named ?? (existsSync(HISTORY_FILE) ? HISTORY_FILE : undefined);

/** Reads a history file and says what is wrong in it, each at its place. */
export function readHistory(file: string): ReadHistory {
  const yaml = readYaml(file, {documents: 'one'});
  if (yaml.problems.length) return {yaml, problems: yaml.problems};
  const parsed = HistoryFile.safeParse(yaml.values[0]);
  if (!parsed.success) return {yaml, problems: explainIssues(yaml, yaml.values[0], parsed.error.issues)};
  const config = parsed.data;
  const problems = config.quarantine.flatMap(({scenario}, index, all) =>
    all.findIndex(other => other.scenario === scenario) < index
      ? [yaml.at(['quarantine', index, 'scenario'], `${scenario} is in quarantine already: say it once`)]
      : [],
  );
  return {yaml, config, problems};
}

/**
 * What the history file says, where there is one.
 *
 * @param named the file that a flag names; absent: `history.yaml` of the working folder
 * @throws DrillError (exit code 2) with every problem of the file
 */
export function loadHistory(named: string | undefined): HistoryFile {
  const file = historyFile(named);
  if (file === undefined) return HistoryFile.parse({});
  const {config, problems} = readHistory(file);
  if (config && !problems.length) return config;
  throw usageError(problems.map(problemLine), ['correct these places; `kubedrill lint` checks the file without a run']);
}

/** Whether the last day of a quarantine is over, in UTC. */
export const isOver = ({until}: Quarantine, now: Date): boolean => now.toISOString().slice(0, 10) > until;

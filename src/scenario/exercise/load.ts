import {existsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {Problem, YamlFile} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../explain.js';
import {procedureProblems} from '../procedures/load.js';
import {Drill} from '../schema.js';
import {checkDrill} from './check/check.js';
import {idOf, namedScenario} from './named-scenario.js';

/** A drill with the place it came from; `id` is the file's name. */
export type LoadedDrill = Drill & {
  id: string;
  file: string;
  /** Its scenarios as they are found: those of the package by id, others by path. `scenarios` has the id of each. */
  chosen: readonly string[];
};

/** A drill's file as it was read. */
export interface ReadDrill {
  /** Absent where the file does not have the form of one. */
  drill?: LoadedDrill;
  /** What keeps it from being played. */
  problems: readonly Problem[];
  /** What does not keep it from being played. */
  warnings: readonly Problem[];
}

/** Makes a drill of a file and says what is wrong in it, each at its place. That its scenarios exist is not asked here. */
export function readDrill(yaml: YamlFile): ReadDrill {
  if (yaml.problems.length) return {problems: yaml.problems, warnings: []};
  const parsed = Drill.safeParse(yaml.values[0]);
  if (!parsed.success) return {problems: explainIssues(yaml, yaml.values[0], parsed.error.issues), warnings: []};
  const scenarios = parsed.data.scenarios.map(name => namedScenario(name).id);
  const found = [
    ...checkDrill({...parsed.data, scenarios}).map(({path, message, severity}) => yaml.at(path, message, severity)),
    ...parsed.data.procedures.flatMap((name, index) => procedureProblems(name, yaml, ['procedures', index])),
  ];
  const problems = found.filter(({severity}) => severity === 'error');
  const warnings = found.filter(({severity}) => severity === 'warning');
  const {file} = yaml;
  const chosen = parsed.data.scenarios.map(name => whereIs(name, file));
  const drill = {...parsed.data, scenarios, chosen, id: idOf(file), file};
  return {drill, problems, warnings};
}

/** A file of one's own is named by its path from the drill's file, or from where kubedrill was begun. */
function whereIs(name: string, drill: string): string {
  const {file, variant} = namedScenario(name);
  const beside = resolve(dirname(drill), file ?? '');
  return file !== undefined && existsSync(beside) ? beside + variant : name;
}

import {existsSync, readdirSync} from 'node:fs';
import {basename, dirname, resolve} from 'node:path';
import {packaged} from '../../lib/paths.js';
import {nearest} from '../../lib/text/suggest.js';
import {type Problem, readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../explain.js';
import type {Scenario} from '../schema.js';
import {Procedure} from './schema.js';

/** A procedure with the place it came from; `id` is the file's name. */
export type LoadedProcedure = Procedure & {id: string; file: string; yaml: YamlFile};

/** The procedures of the package, by id. */
export const procedureNames = (): string[] => readdirSync(packaged('procedures')).filter(isFile).map(idOf).sort();

/** The procedure that a scenario or a drill names: one of the package by its id, one of its author's by its path from there. */
export const procedureFile = (name: string, namedIn: string): string =>
  isFile(name) ? resolve(dirname(namedIn), name) : packaged('procedures', `${name}.yaml`);

/** Reads a procedure; with what is wrong in the file, there is none. */
export function loadProcedure(file: string): {procedure?: LoadedProcedure; problems: readonly Problem[]} {
  const yaml = readYaml(file, {documents: 'one'});
  if (yaml.problems.length) return {problems: yaml.problems};
  const parsed = Procedure.safeParse(yaml.values[0]);
  if (!parsed.success) return {problems: explainIssues(yaml, yaml.values[0], parsed.error.issues)};
  const problems = parsed.data.steps.flatMap(({id}, index, steps) =>
    steps.findIndex(step => step.id === id) < index
      ? [yaml.at(['steps', index, 'id'], `there is a step ${id} already: each needs an id of its own`)]
      : [],
  );
  return {...(!problems.length && {procedure: {...parsed.data, id: idOf(file), file, yaml}}), problems};
}

/** What is wrong with the procedure that a scenario or a drill names: it leads nowhere, or its file is broken. */
export function procedureProblems(name: string, namedIn: YamlFile, path: readonly PropertyKey[]): readonly Problem[] {
  const file = procedureFile(name, namedIn.file);
  if (existsSync(file)) return loadProcedure(file).problems;
  if (isFile(name)) return [namedIn.at(path, `there is no file ${name}: its path is taken from this file`)];
  const known = procedureNames();
  const near = nearest(name, known);
  const next = near ? `did you mean ${near}?` : `known are ${known.join(', ')}, or a path such as ./${name}.yaml`;
  return [namedIn.at(path, `there is no procedure ${name}: ${next}`)];
}

/** The procedure that people follow about a scenario; what is wrong in its file is reported when it is loaded. */
export const procedureOf = ({respond, file}: Pick<Scenario, 'respond' | 'file'>): LoadedProcedure | undefined =>
  respond?.procedure === undefined ? undefined : loadProcedure(procedureFile(respond.procedure, file)).procedure;

function isFile(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

function idOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/, '');
}

import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf, usageError} from '../lib/errors.js';
import {unlessOutOfFiles} from '../lib/files/open-files.js';
import {ownValue} from '../lib/json/dictionary.js';
import {packaged} from '../lib/paths.js';
import {nearest} from '../lib/text/suggest.js';
import {frozen} from '../lib/yaml/remembered.js';
import {type Problem, problemLine, readYaml, type YamlFile} from '../lib/yaml/yaml-file.js';
import {checkScenario} from './check.js';
import {checkedAtBuild} from './checked-at-build.js';
import {type LoadedDrill, readDrill} from './exercise/load.js';
import {idOf, namedScenario} from './exercise/named-scenario.js';
import {explainIssues} from './explain.js';
import {procedureProblems} from './procedures/load.js';
import {type Scenario, ScenarioFile} from './schema.js';

/** A scenario file with the place it came from; `id` is the file's name. `warnings` do not stop it from being played. */
export type LoadedScenario = ScenarioFile & {
  id: string;
  file: string;
  yaml: YamlFile;
  warnings: readonly Problem[];
};
export type {LoadedDrill} from './exercise/load.js';

/**
 * Reads scenario files and folders of them. A broken file is reported and does not stop the others; one that has the
 * right form and still cannot be played is reported, too.
 */
export function loadScenarios(paths: readonly string[] = [packaged('scenarios')]): {
  scenarios: LoadedScenario[];
  problems: Problem[];
} {
  const scenarios: LoadedScenario[] = [];
  const problems: Problem[] = [];
  for (const file of yamlFiles(paths)) {
    const read = checked(readYaml(file, {documents: 'one'}));
    if (read.scenario) scenarios.push(read.scenario);
    problems.push(...read.problems);
  }
  return {scenarios, problems};
}

interface Checked {
  scenario?: LoadedScenario;
  problems: readonly Problem[];
}

/** A command loads the catalogue for several reasons, and a file that was read before is the same object. */
const CHECKED = new WeakMap<YamlFile, Checked>();

function checked(yaml: YamlFile): Checked {
  const known = CHECKED.get(yaml) ?? frozen(check(yaml));
  CHECKED.set(yaml, known);
  return known;
}

function check(yaml: YamlFile): Checked {
  if (yaml.problems.length) return {problems: yaml.problems};
  const {file, values} = yaml;
  const known = checkedAtBuild(yaml.builtKey);
  if (known) return {scenario: {...known, id: idOf(file), file, yaml, warnings: []}, problems: []};
  const parsed = ScenarioFile.safeParse(values[0]);
  if (!parsed.success) return {problems: explainIssues(yaml, values[0], parsed.error.issues)};
  const found = [
    ...checkScenario(parsed.data).map(({path, message, severity}) => yaml.at(path, message, severity)),
    ...namedProcedures(parsed.data).flatMap(({name, path}) => procedureProblems(name, yaml, path)),
  ];
  const [problems, warnings] = [found.filter(isError), found.filter(problem => !isError(problem))];
  return {scenario: {...parsed.data, id: idOf(file), file, yaml, warnings}, problems};
}

/** The procedures that a scenario and its variants name, each with the place where. */
export function namedProcedures({respond, variants}: ScenarioFile): {name: string; path: string[]}[] {
  const parts = Object.entries(variants).map(([variant, part]) => ({part, at: ['variants', variant]}));
  return [{part: {respond}, at: []}, ...parts].flatMap(({part, at}) =>
    part.respond?.procedure === undefined
      ? []
      : [{name: part.respond.procedure, path: [...at, 'respond', 'procedure']}],
  );
}

const isError = ({severity}: Problem): boolean => severity === 'error';

/**
 * The scenarios that a person names: those of the package by id, their own by path, either with `:VARIANT`. A file of
 * their own wins over one of the package with the same id.
 *
 * @throws DrillError (exit code 2) with every problem of the files, or with every name that does not exist.
 */
export function chooseScenarios(names: readonly string[]): Scenario[] {
  const asked = names.map(namedScenario);
  const files = new Set(asked.flatMap(({file}) => file ?? []));
  const scenarios = soundScenarios([...files, packaged('scenarios')]);
  return resolveScenarios(
    asked.map(({id}) => id),
    scenarios,
  );
}

/**
 * Every scenario of the package, each followed by its variants where these are wanted.
 *
 * @throws DrillError (exit code 2) with every problem of the files.
 */
export function everyScenario(withVariants: boolean): Scenario[] {
  const scenarios = soundScenarios([packaged('scenarios')]);
  const ids = withVariants ? idsWithVariants(scenarios) : scenarios.map(s => s.id);
  return resolveScenarios(ids, scenarios);
}

function soundScenarios(paths: readonly string[]): LoadedScenario[] {
  const {scenarios, problems} = loadScenarios(paths);
  if (problems.length) throw invalid(problems);
  return scenarios;
}

/** The id of each scenario, and behind it `ID:VARIANT` for each of its variants. */
export const idsWithVariants = (scenarios: readonly LoadedScenario[]): string[] =>
  scenarios.flatMap(({id, variants}) => [id, ...Object.keys(variants).map(variant => `${id}:${variant}`)]);

/** The drills of the package, by id. */
export const drillNames = (): string[] => readdirSync(packaged('drills')).map(idOf);

/** The drills of the package themselves, whatever files of these names lie in the working folder. */
export const packagedDrills = (): LoadedDrill[] =>
  drillNames().map(name => loadDrill(packaged('drills', `${name}.yaml`)));

/**
 * Reads a drill by its id (a file of `drills/`) or path.
 *
 * @throws DrillError (exit code 2) with every problem of the file.
 */
export function loadDrill(idOrPath: string): LoadedDrill {
  const file = existsSync(idOrPath) ? idOrPath : packaged('drills', `${idOrPath}.yaml`);
  if (!existsSync(file)) {
    const known = drillNames();
    const near = nearest(idOrPath, known);
    const next = near ? [`did you mean ${near}?`] : [`known drills: ${known.join(', ')}`];
    throw usageError(`there is no drill ${idOrPath}`, next);
  }
  const {drill, problems} = readDrill(readYaml(file, {documents: 'one'}));
  if (!drill || problems.length) throw invalid(problems);
  return drill;
}

/**
 * The scenarios named by `ids`, in that order; `ID:VARIANT` replaces the parts that the variant has.
 *
 * @throws DrillError (exit code 2) for names that do not exist, all of them at once.
 */
export function resolveScenarios(ids: readonly string[], loaded: readonly LoadedScenario[]): Scenario[] {
  const unknown: string[] = [];
  const scenarios = ids.flatMap(id => {
    const [base = '', variant] = id.split(':');
    const found = loaded.find(s => s.id === base);
    const change = variant === undefined ? {} : ownValue(found?.variants, variant);
    if (found && change) return [applyVariant(found, id, change)];
    unknown.push(notFound(id, found, loaded));
    return [];
  });
  if (unknown.length) throw usageError(unknown, ['`kubedrill list` shows what there is']);
  return scenarios;
}

function applyVariant(found: LoadedScenario, id: string, change: object): Scenario {
  const {variants: _, yaml: __, warnings: ___, ...scenario} = found;
  const changes = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return {...scenario, ...changes, id};
}

function notFound(id: string, found: LoadedScenario | undefined, loaded: readonly LoadedScenario[]): string {
  const known = found ? Object.keys(found.variants).map(v => `${found.id}:${v}`) : loaded.map(s => s.id);
  const near = nearest(id, known);
  const what = found ? `${found.id} has no variant ${id.split(':')[1]}` : `there is no scenario ${id}`;
  return near ? `${what}; did you mean ${near}?` : what;
}

/** All problems in one error, each on its own line. */
export const invalid = (problems: readonly Problem[]) =>
  usageError(problems.map(problemLine), ['correct these places; `kubedrill lint` checks files without running them']);

/** The YAML files of a list of files and folders, by name. */
export function yamlFiles(paths: readonly string[]): string[] {
  return paths.flatMap(path => {
    if (!existsSync(path)) throw usageError(`${path} does not exist`);
    if (!statSync(path).isDirectory()) return [path];
    return namesIn(path)
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .map(name => join(path, name));
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    unlessOutOfFiles(error);
    throw usageError(`${folder} cannot be read: ${messageOf(error)}`, ['name a folder that you may read']);
  }
}

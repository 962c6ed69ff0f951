import {existsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {usageError} from '../../lib/errors.js';
import {type Problem, problemLine, readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../../scenario/explain.js';
import {drillNames} from '../../scenario/load.js';
import {type FleetCluster, FleetFile, type FleetSettings} from './schema.js';

/** The file that is read where no other is named, if it is there. */
export const FLEET_FILE = 'fleet.yaml';

/** A cluster with all that is said of it: paths are found from anywhere. */
export type FleetEntry = Pick<FleetCluster, 'name' | 'context' | 'confirm'> & {
  cluster: NonNullable<FleetCluster['cluster']>;
  labels: Readonly<Record<string, string>>;
  settings: FleetSettings;
};

/** A fleet file with its defaults in place. */
export interface Fleet {
  fleet: string;
  drill: string;
  results: string;
  clusters: FleetEntry[];
}

/** Reads a fleet file and says what is wrong in it, each at its place. */
export function readFleet(file: string): {yaml: YamlFile; fleet?: Fleet; problems: readonly Problem[]} {
  const yaml = readYaml(file, {documents: 'one'});
  if (yaml.problems.length) return {yaml, problems: yaml.problems};
  const parsed = FleetFile.safeParse(yaml.values[0]);
  if (!parsed.success) return {yaml, problems: explainIssues(yaml, yaml.values[0], parsed.error.issues)};
  const problems = missingFiles(yaml, parsed.data, dirname(file));
  return {yaml, fleet: fleetOf(parsed.data, dirname(file)), problems};
}

/**
 * The fleet of a file.
 *
 * @throws DrillError (exit code 2) with every problem of the file
 */
export function loadFleet(file: string): Fleet {
  const {fleet, problems} = readFleet(file);
  if (fleet && !problems.length) return fleet;
  throw usageError(problems.map(problemLine), ['correct these places; `kubedrill lint --fleet FILE` checks it']);
}

const PATHS = ['stack', 'placeholders', 'auditPolicy', 'auditLog'] as const satisfies (keyof FleetSettings)[];

function fleetOf({fleet, drill, results, defaults, clusters}: FleetFile, folder: string): Fleet {
  return {
    ...{fleet, results},
    drill: isFile(drill) ? resolve(folder, drill) : drill,
    clusters: clusters.map(({name, cluster = 'existing', context, confirm, labels = {}, ...own}) => ({
      ...{name, cluster, labels},
      ...(context !== undefined && {context}),
      ...(confirm !== undefined && {confirm}),
      settings: located({...defaults, ...own} as FleetSettings, folder),
    })),
  };
}

function located(settings: FleetSettings, folder: string): FleetSettings {
  const paths = PATHS.flatMap(key => (settings[key] === undefined ? [] : [[key, resolve(folder, settings[key])]]));
  const {rules} = settings;
  return {
    ...settings,
    ...Object.fromEntries(paths),
    ...(rules && {rules: rules.map(path => resolve(folder, path))}),
  };
}

/** A drill's id has neither a folder nor an ending. */
const isFile = (drill: string): boolean => /[/\\]|\.ya?ml$/.test(drill);

/** Files that are named and not there, each where it is named. */
function missingFiles(yaml: YamlFile, {drill, defaults, clusters}: FleetFile, folder: string): Problem[] {
  const isMissing = (path: string) => !existsSync(resolve(folder, path));
  const within = (settings: Pick<FleetFile['defaults'], (typeof PATHS)[number] | 'rules'>, at: PropertyKey[]) => [
    ...PATHS.flatMap(key => {
      const path = settings[key];
      // The audit log may be there on the machine alone that plays it.
      return path !== undefined && key !== 'auditLog' && isMissing(path) ? [[[...at, key], path] as const] : [];
    }),
    ...(settings.rules ?? []).flatMap((path, i) => (isMissing(path) ? [[[...at, 'rules', i], path] as const] : [])),
  ];
  const missing = [
    ...within(defaults, ['defaults']),
    ...clusters.flatMap((cluster, index) => within(cluster, ['clusters', index])),
  ];
  const unknown = isFile(drill)
    ? isMissing(drill)
      ? [yaml.at(['drill'], `${drill} is not there: it is looked for beside this file`)]
      : []
    : drillNames().includes(drill)
      ? []
      : [yaml.at(['drill'], `there is no drill ${drill}; there are ${drillNames().join(', ')}`)];
  return [
    ...unknown,
    ...missing.map(([path, name]) => yaml.at(path, `${name} is not there: it is looked for beside this file`)),
  ];
}

import {existsSync, readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {usageError} from '../lib/errors.js';
import {packaged} from '../lib/paths.js';
import {nearest} from '../lib/text/suggest.js';
import {problemLine, readYaml} from '../lib/yaml/yaml-file.js';
import {explainIssues} from '../scenario/explain.js';
import {LabFile, TRACKS} from './schema.js';

/** A lab with the place it came from; `id` is its folder's name. */
export type Lab = LabFile & {id: string; dir: string};

/** The file in a lab's folder that says what it is about. */
export const LAB_FILE = 'lab.yaml';

/**
 * Reads a lab from its folder.
 *
 * @throws DrillError (exit code 2) with every problem and its place
 */
export function readLab(dir: string, id: string): Lab {
  const yaml = readYaml(join(dir, LAB_FILE), {documents: 'one'});
  const parsed = LabFile.safeParse(yaml.values[0]);
  const problems = yaml.problems.length
    ? yaml.problems
    : parsed.success
      ? []
      : explainIssues(yaml, yaml.values[0], parsed.error.issues);
  if (!parsed.success || problems.length)
    throw usageError(problems.map(problemLine), ['correct these places in the file of the lab']);
  return {...parsed.data, id, dir};
}

/** Every lab of the package, in the order in which they are learned. */
export function allLabs(): Lab[] {
  const tracks = Object.keys(TRACKS);
  return readdirSync(packaged('labs'), {withFileTypes: true})
    .filter(entry => entry.isDirectory())
    .map(({name}) => readLab(packaged('labs', name), name))
    .sort((a, b) => tracks.indexOf(a.track) - tracks.indexOf(b.track) || a.order - b.order);
}

/**
 * The lab that a person names: one of the package, or a folder of their own.
 *
 * @throws DrillError (exit code 2) when there is none
 */
export function labNamed(name: string): Lab {
  // A learner's folder remembers it by this name, wherever it is then checked from.
  if (name.includes('/') && existsSync(join(name, LAB_FILE))) return readLab(resolve(name), resolve(name));
  const all = allLabs();
  const found = all.find(({id}) => id === name);
  if (found) return found;
  const near = nearest(
    name,
    all.map(({id}) => id),
  );
  throw usageError(`there is no lab ${name}${near === undefined ? '' : `; did you mean ${near}?`}`, [
    '`kubedrill lab list` shows all labs',
  ]);
}

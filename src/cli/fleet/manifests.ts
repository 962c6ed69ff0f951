import {readFileSync} from 'node:fs';
import {dirname, isAbsolute, relative, resolve} from 'node:path';
import {stringify} from 'yaml';
import {FLEET_FILE, type Fleet, loadFleet} from '../../fleet/config/load.js';
import {fleetManifests} from '../../fleet/manifests.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {isS3} from '../../lib/s3/address.js';
import {ruleFiles} from '../../sigma/load/rule-files.js';
import {type GlobalFlags, type Io, writeJson, writeText} from '../io.js';
import {countFlag} from '../number-flags.js';

/** What `fleet manifests` is told by flags. */
export interface ManifestFlags extends GlobalFlags {
  image: string;
  namespace: string;
  schedule: string;
  parallelism: string;
}

/** A ConfigMap holds no more. */
const MOST_BYTES = 1024 * 1024;

/**
 * `fleet manifests`: prints a fleet as objects of Kubernetes, with every file that it names.
 *
 * @throws DrillError (exit code 2) for a fleet whose results would go with their pods, or whose files cannot go along
 */
export async function printManifests(file = FLEET_FILE, flags: ManifestFlags, io: Io): Promise<number> {
  const fleet = loadFleet(file);
  if (!isS3(fleet.results)) {
    throw usageError(`results of pods go with them, and ${fleet.results} is a folder`, [
      `write results: s3://BUCKET/${fleet.fleet}/{date}/{cluster} into ${file}`,
    ]);
  }
  const {image, namespace, schedule} = flags;
  const parallelism = countFlag('--parallelism', flags.parallelism, {least: 1, most: 1000});
  const manifests = fleetManifests(fleet, {image, namespace, schedule, parallelism, files: filesOf(fleet, file)});
  if (flags.json) writeJson(io, {apiVersion: 'v1', kind: 'List', items: manifests});
  else
    writeText(
      io,
      manifests.map(one => `---\n${stringify(one, {lineWidth: 0, aliasDuplicateObjects: false})}`).join(''),
    );
  return EXIT.ok;
}

/** Every file that the fleet names, and its own, by its path beside it. */
function filesOf({drill, clusters}: Fleet, file: string): Map<string, string> {
  const folder = resolve(dirname(file));
  const named = clusters.flatMap(({settings: {stack, placeholders, auditPolicy, rules = []}}) => [
    ...[stack, placeholders, auditPolicy].flatMap(path => path ?? []),
    ...ruleFiles(rules),
  ]);
  const all = [...(isAbsolute(drill) ? [drill] : []), ...named];
  const files = new Map([['fleet.yaml', readFileSync(file, 'utf8')]]);
  for (const path of new Set(all)) {
    const beside = relative(folder, path);
    if (beside.startsWith('..') || isAbsolute(beside)) {
      throw usageError(`${path} is not below the folder of ${file}, and has no place in a ConfigMap`, [
        'put it below that folder, or into the image',
      ]);
    }
    files.set(beside, readFileSync(path, 'utf8'));
  }
  const size = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size <= MOST_BYTES) return files;
  throw usageError(`the files of ${file} have ${size} bytes, and a ConfigMap holds ${MOST_BYTES}`, [
    'put rules into the image, and name them there',
  ]);
}

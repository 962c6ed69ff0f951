import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {makeDir, writeAtomic} from '../lib/files/files.js';
import type {Secret} from '../lib/secret.js';

/** Where the kubeconfigs of people who respond are, in the folder of a run. */
const FOLDER = 'responders';

/** Writes the kubeconfig of a person, which only the user of the run can read; returns where, in the folder of the run. */
export function keepPeopleFile(runDir: string, name: string, kubeconfig: Secret): string {
  makeDir(join(runDir, FOLDER));
  const file = join(FOLDER, `${name}.kubeconfig`);
  writeAtomic(join(runDir, file), kubeconfig.reveal(), 0o600);
  return file;
}

/** The one file that holds codes, and hashes of tokens, of a drill with people; it goes when the drill ends. */
export const exerciseFile = (runDir: string): string => join(runDir, 'exercise.json');

/** Deletes the kubeconfigs of people: each holds a token. A link that stands there is deleted, and not followed. */
export const deletePeopleFiles = (runDir: string): void => rmSync(join(runDir, FOLDER), {recursive: true, force: true});

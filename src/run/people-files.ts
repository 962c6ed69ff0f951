import {rmSync} from 'node:fs';
import {join} from 'node:path';

/** Where the kubeconfigs of people who respond are, in the folder of a run. */
export const peopleDir = (runDir: string): string => join(runDir, 'responders');

/** The one file that holds codes, and hashes of tokens, of a drill with people; it goes when the drill ends. */
export const exerciseFile = (runDir: string): string => join(runDir, 'exercise.json');

/** Deletes the kubeconfigs of people: each holds a token. A link that stands there is deleted, and not followed. */
export const deletePeopleFiles = (runDir: string): void => rmSync(peopleDir(runDir), {recursive: true, force: true});

import {rmSync} from 'node:fs';
import {join} from 'node:path';

/** Where the kubeconfigs of people who respond are, in the folder of a run. */
export const peopleDir = (runDir: string): string => join(runDir, 'responders');

/** Deletes the kubeconfigs of people: each holds a token. A link that stands there is deleted, and not followed. */
export const deletePeopleFiles = (runDir: string): void => rmSync(peopleDir(runDir), {recursive: true, force: true});

import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {writeAtomic} from '../../lib/files/files.js';
import type {Exercise} from '../conductor/exercise.js';

/** The one file that holds codes, and hashes of tokens; only its user can read it, and it goes when the drill ends. */
export const exerciseFile = (dir: string): string => join(dir, 'exercise.json');

/** Writes down who takes part, so that a conductor that was killed goes on with the same people. */
export function saveRoster({input: {roster}}: Exercise, dir: string): void {
  writeAtomic(exerciseFile(dir), `${JSON.stringify(roster.save())}\n`, 0o600);
}

/** Codes and tokens are worth nothing from now on. */
export const forgetRoster = (dir: string): void => rmSync(exerciseFile(dir), {force: true});

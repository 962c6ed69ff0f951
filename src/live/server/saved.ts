import {rmSync} from 'node:fs';
import {z} from 'zod';
import {usageError} from '../../lib/errors.js';
import {writeAtomic} from '../../lib/files/files.js';
import {readOwn, UNREADABLE} from '../../lib/files/own-files.js';
import {exerciseFile} from '../../run/people-files.js';
import type {Exercise} from '../conductor/exercise.js';

const Saved = z.object({
  run: z.string(),
  /** Absolute path of the drill's file, or the id of one of the package. */
  drill: z.string(),
  /** The flags that the drill was begun with. */
  flags: z.record(z.string(), z.unknown()),
  /** The port that people know. */
  port: z.int(),
  /** The certificate that was made for it, with its key. */
  tls: z.object({certificate: z.string(), key: z.string()}).optional(),
  roster: z.object({
    codes: z.record(z.string(), z.string()),
    people: z.array(
      z.object({
        ...{id: z.string(), name: z.string(), role: z.string(), via: z.enum(['web', 'terminal'])},
        ...{isRemoved: z.boolean(), user: z.string().exactOptional(), tokens: z.array(z.string())},
      }),
    ),
  }),
});

/** All that a conductor needs, beside the log, to go on with a drill whose conductor was killed. */
export type SavedExercise = z.output<typeof Saved>;

const MOST_BYTES = 10 * 1024 * 1024;

/** Writes down who takes part, and where, in a file that only its user can read: it holds codes, and hashes of tokens. */
export function saveExercise({input: {roster}}: Exercise, dir: string, rest: Omit<SavedExercise, 'roster'>): void {
  writeAtomic(exerciseFile(dir), `${JSON.stringify({...rest, roster: roster.save()})}\n`, 0o600);
}

/**
 * What was written down of a drill that did not end.
 *
 * @throws DrillError (exit code 2) when there is nothing, or it is not what this user's kubedrill wrote
 */
export function readSaved(dir: string): SavedExercise {
  const path = exerciseFile(dir);
  try {
    return Saved.parse(JSON.parse(readOwn(path, {maxBytes: MOST_BYTES, forbidden: UNREADABLE})));
  } catch {
    throw usageError(`${dir} is not a drill with people that can go on: it has no ${path} that can be read`, [
      'a drill that has ended, or was cleaned up, cannot be resumed',
    ]);
  }
}

/** Codes and tokens are worth nothing from now on. */
export const forgetExercise = (dir: string): void => rmSync(exerciseFile(dir), {force: true});

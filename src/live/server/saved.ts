import {rmSync} from 'node:fs';
import {z} from 'zod';
import {usageError} from '../../lib/errors.js';
import {writeAtomic} from '../../lib/files/files.js';
import {readOwn, UNREADABLE} from '../../lib/files/own-files.js';
import {isRunningAnywhere} from '../../lib/process/processes.js';
import {exerciseFile} from '../../run/people-files.js';
import type {Exercise} from '../conductor/exercise.js';

const Saved = z.object({
  run: z.string(),
  /** What is played: each kind goes on by a command of its own. */
  kind: z.enum(['live', 'tabletop', 'workshop']).exactOptional(),
  /** Absolute path of the drill's file, or the id of one of the package. */
  drill: z.string(),
  /** The flags that the drill was begun with. */
  flags: z.record(z.string(), z.unknown()),
  /** The port that people know; none where all sit around one keyboard. */
  port: z.int().exactOptional(),
  /** The process that conducts it, where nothing else tells whether it still does. */
  process: z
    .object({program: z.string(), pid: z.int(), startedAt: z.string(), namespace: z.string().exactOptional()})
    .exactOptional(),
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

/** What the exercise itself does not know. */
export type Beside = Omit<SavedExercise, 'roster' | 'kind'>;

type Kind = NonNullable<SavedExercise['kind']>;

/** How each kind goes on. */
const RESUMES: Readonly<Record<Kind, string>> = {
  live: 'kubedrill live resume',
  tabletop: 'kubedrill tabletop resume',
  workshop: 'kubedrill workshop resume',
};

const MOST_BYTES = 10 * 1024 * 1024;

/** Writes down who takes part, and where, in a file that only its user can read: it holds codes, and hashes of tokens. */
export function saveExercise({input: {roster, kind}}: Exercise, dir: string, rest: Beside): void {
  writeAtomic(exerciseFile(dir), `${JSON.stringify({...rest, kind, roster: roster.save()})}\n`, 0o600);
}

/**
 * What was written down of a drill that did not end.
 *
 * @param kind what it has to be; absent: of any kind
 * @throws DrillError (exit code 2) when there is nothing, it is not what this user's kubedrill wrote, or of another kind
 */
export function readSaved(dir: string, kind?: Kind): SavedExercise {
  const saved = parsedIn(dir);
  const {kind: own = 'live'} = saved;
  if (kind !== undefined && own !== kind) {
    throw usageError(`${dir} goes on by another command`, [`${RESUMES[own]} ${saved.run}`]);
  }
  if (saved.process && isRunningAnywhere(saved.process)) {
    throw usageError(`${saved.run} is still going on (process ${saved.process.pid})`, [
      'go on where it runs; what was not killed needs nobody to take it up',
    ]);
  }
  return saved;
}

function parsedIn(dir: string): SavedExercise {
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

import {join} from 'node:path';
import {z} from 'zod';
import {writeAtomic} from '../lib/files/files.js';
import {ownFolder, readOwn} from '../lib/files/own-files.js';
import {stateFolder} from '../lib/files/user-folders.js';

const Done = z.object({
  startedAt: z.string(),
  checks: z.number().int().min(0).default(0),
  hints: z.number().int().min(0).max(3).default(0),
  solvedAt: z.string().optional(),
});
/** How far one lab is: when it was begun and solved (RFC 3339), how often it was checked, how many hints were taken. */
export type Done = z.output<typeof Done>;

const Progress = z.record(z.string(), Done);
const MOST_BYTES = 1024 * 1024;

/** How far a learner is, by lab. What cannot be read is nothing: a lab can be done again. */
export function progressOf(env: NodeJS.ProcessEnv): Readonly<Record<string, Done>> {
  try {
    return Progress.parse(JSON.parse(readOwn(fileOf(env), {maxBytes: MOST_BYTES})));
  } catch {
    return {};
  }
}

/**
 * Changes how far one lab is, and keeps it.
 *
 * @param now by the wall clock
 * @throws DrillError (exit code 2 or 3) where the folder of the user's state cannot be written
 */
export function keepProgress(env: NodeJS.ProcessEnv, lab: string, now: Date, change: (done: Done) => Done): Done {
  const all = progressOf(env);
  const done = change(all[lab] ?? {startedAt: now.toISOString(), checks: 0, hints: 0});
  ownFolder(stateFolder(env));
  writeAtomic(fileOf(env), `${JSON.stringify({...all, [lab]: done}, null, 2)}\n`);
  return done;
}

const fileOf = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'labs.json');

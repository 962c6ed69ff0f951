import {rmSync} from 'node:fs';
import {realClock} from '../../lib/clock.js';
import {packaged} from '../../lib/paths.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import {type Address, type Listening, listen} from '../../live/server/listen.js';
import {forgetExercise, type SavedExercise, saveExercise} from '../../live/server/saved.js';
import {webPage} from '../../live/server/web-page.js';

/** An exercise, and its folder. */
export interface Part {
  exercise: Exercise;
  dir: string;
}

/**
 * Where people meet: one address for the hall and all teams.
 *
 * @param saved what it takes to go on after a kill, beside who is there; absent: nothing is kept
 * @throws DrillError (exit code 3) where nothing can listen there; a folder that was made for it goes then
 */
export async function openRoom(
  [hall, ...teams]: readonly [Part, ...Part[]],
  address: Address,
  {isNew, saved}: {isNew: boolean; saved?: Omit<SavedExercise, 'roster' | 'port' | 'run' | 'tls'>},
): Promise<Listening> {
  const {tls} = address;
  let port = address.port;
  const served = [hall, ...teams].map(({exercise, dir}) => ({
    ...{exercise, dir},
    onRoster: () => {
      if (!saved) return;
      const shown =
        tls && !('tlsCert' in saved.flags) ? {tls: {certificate: tls.certificate, key: tls.key.reveal()}} : {};
      saveExercise(exercise, dir, {...saved, ...shown, run: exercise.epoch, port});
    },
  }));
  const [first, ...others] = served;
  if (!first) throw new Error('there is no hall');
  const page = webPage(packaged('dist', 'web'));
  const server = await listen({...first, others, clock: realClock, page}, address).catch((error: unknown) => {
    if (isNew) rmSync(hall.dir, {recursive: true, force: true});
    throw error;
  });
  port = Number(new URL(server.url).port);
  for (const {onRoster} of served) onRoster();
  return {
    ...server,
    close: async () => {
      await server.close();
      for (const {dir} of served) forgetExercise(dir);
    },
  };
}

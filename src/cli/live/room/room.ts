import {rmSync} from 'node:fs';
import {resolve} from 'node:path';
import {realClock} from '../../../lib/clock.js';
import {packaged} from '../../../lib/paths.js';
import type {Exercise} from '../../../live/conductor/exercise.js';
import {type Address, type Listening, listen} from '../../../live/server/listen.js';
import {type Beside, forgetExercise, saveExercise} from '../../../live/server/saved.js';
import {webPage} from '../../../live/server/web-page.js';
import type {LoadedDrill} from '../../../scenario/load.js';
import type {Io} from '../../io.js';
import {listenForPeople} from '../socket.js';

/** What a room is opened with. */
export interface Room {
  /** The folder of the run. */
  dir: string;
  address: Address;
  io: Io;
  drill: LoadedDrill;
  /** The flags with which somebody may go on with it when its process is gone; absent: nobody may. */
  flags?: {tlsCert?: string};
  /** Whether the folder was made for this drill, and may go where the room cannot be opened. */
  isNew: boolean;
}

/** Where people meet: a server, and a socket for what speaks to the run from this machine. */
export async function openRoom(exercise: Exercise, {dir, address, io, flags, drill, isNew}: Room): Promise<Listening> {
  const page = webPage(packaged('dist', 'web'));
  const {tls} = address;
  const saved = flags && {
    ...keptOf(exercise, drill, flags),
    ...(tls && flags.tlsCert === undefined && {tls: {certificate: tls.certificate, key: tls.key.reveal()}}),
  };
  let port = address.port;
  const onRoster = () => {
    if (saved) saveExercise(exercise, dir, {...saved, port});
  };
  const server = await listen({exercise, clock: realClock, dir, page, onRoster}, address).catch((error: unknown) => {
    if (isNew) rmSync(dir, {recursive: true, force: true});
    throw error;
  });
  port = Number(new URL(server.url).port);
  onRoster();
  const socket = await listenForPeople(exercise.epoch, exercise.input.control, io.env);
  return {
    ...server,
    close: async () => {
      if (typeof socket !== 'string') await socket.close();
      await server.close();
      forgetExercise(dir);
    },
  };
}

/** What it takes to go on with an exercise after a kill, beside who is there and where. */
export const keptOf = (exercise: Exercise, drill: LoadedDrill, flags: object): Beside => ({
  ...{run: exercise.epoch, drill: isPackaged(drill) ? drill.id : resolve(drill.file), flags: {...flags}},
});

const isPackaged = ({file}: LoadedDrill): boolean => resolve(file).startsWith(packaged('drills'));

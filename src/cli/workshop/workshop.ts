import {rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {SCHEMA_VERSION} from '../../events/events.js';
import type {Layout} from '../../events/workshop.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, Interrupted} from '../../lib/errors.js';
import {probeDir} from '../../lib/files/files.js';
import {packaged} from '../../lib/paths.js';
import {untilOver} from '../../live/conductor/until-over.js';
import {type Address, type Listening, listen} from '../../live/server/listen.js';
import {forgetExercise, type SavedExercise, saveExercise} from '../../live/server/saved.js';
import {webPage} from '../../live/server/web-page.js';
import {Workshop} from '../../live/workshop/workshop.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines} from '../io.js';
import {addressOf} from '../live/room/address.js';
import {durationFlag} from '../number-flags.js';
import {runFolder} from '../run/folder.js';
import {endedEarly} from '../run/run.js';
import {packageVersion} from '../version.js';
import type {WorkshopFlags} from './flags.js';
import {TEAMS} from './folders.js';
import {hallOf, teamOf} from './made.js';
import {prepareWorkshop} from './prepare.js';
import {endLines, followWorkshop, openLines} from './tell.js';

/** A workshop that goes on after its process was killed. */
export interface Resumed {
  dir: string;
  saved: SavedExercise;
}

/** One workshop, from flags to exit code. */
export async function runWorkshop(
  drill: LoadedDrill,
  flags: WorkshopFlags & GlobalFlags,
  io: Io,
  resumed?: Resumed,
): Promise<number> {
  const prepared = prepareWorkshop(drill, flags, io.env);
  const aloneMs = durationFlag('--alone', flags.alone);
  const interrupts = watchInterrupts(io);
  try {
    const address = await addressOf(flags, resumed?.saved);
    const run = resumed?.saved.run ?? prepared.plan.run;
    const dir = resumed?.dir ?? runFolder(flags.out, run, realClock.wall());
    probeDir(dir);
    const making = {
      ...{prepared, run, dir, flags, io, abort: interrupts.signal, version: packageVersion()},
      isResumed: resumed !== undefined,
    };
    const teams = prepared.teams.map(team => teamOf(team, join(dir, TEAMS, team.id), making));
    const hall = hallOf(dir, () => workshop, teams, making);
    const workshop: Workshop = new Workshop(hall, teams);
    const room = await openRoom(workshop, {dir, address, flags, drill, isNew: !resumed});
    teams.forEach((team, index) => {
      team.onSitting = () => room.rooms[index + 1]?.forgetCluster();
    });
    if (!resumed) {
      hall.input.log.append(hallStarted(run, prepared.plan.drill, flags.on));
      hall.open();
      hall.append(prepared.opened);
    }
    tellLines(io, openLines(room.url, workshop, address));
    if (!flags.quiet) followWorkshop(workshop, io);
    const running = workshop.play(resumed !== undefined).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    if (resumed) goOn(workshop);
    const failure = await untilOver(hall, {
      ...{clock: realClock, running, listening: room.streams, signal: interrupts.signal},
      ...{startsItself: flags.start ?? false, aloneMs, others: teams.map(({exercise}) => exercise)},
    }).finally(() => room.close());
    for (const {input} of [hall, ...teams.map(({exercise}) => exercise)]) input.log.close();
    tellLines(io, endLines(workshop, dir));
    const ended = endedEarly(interrupts.signal, failure);
    if (ended?.error instanceof Interrupted) return ended.error.exitCode;
    if (ended) throw ended.error;
    return EXIT.ok;
  } finally {
    interrupts.close();
  }
}

/** A workshop's own log begins as that of a run, one that plays nothing itself. */
const hallStarted = (run: string, drill: {id: string; title: string}, on: Layout) =>
  ({
    type: 'run.started',
    schemaVersion: SCHEMA_VERSION,
    ...{run, kubedrill: packageVersion(), drill, gates: [], scenarios: []},
    cluster: {
      kind: on === 'simulated' ? 'simulated' : 'kind',
      simulated: on === 'simulated',
      reason: 'one for each team',
    },
    settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
  }) as const;

/** The time in which nobody conducted does not count. */
function goOn({hall, teams}: Workshop): void {
  for (const exercise of [hall, ...teams.map(team => team.exercise)]) {
    const last = exercise.input.log.events.at(-1);
    exercise.goOn([], last ? Math.max(0, realClock.wall().getTime() - Date.parse(last.at)) : 0);
  }
}

interface Room {
  dir: string;
  address: Address;
  flags: WorkshopFlags & GlobalFlags;
  drill: LoadedDrill;
  /** Whether the folder was made for this workshop, and may go where the room cannot be opened. */
  isNew: boolean;
}

/** Where people meet: one address for all of them. */
async function openRoom({hall, teams}: Workshop, {dir, address, flags, drill, isNew}: Room): Promise<Listening> {
  const {tls} = address;
  const saved = {
    ...{drill: resolve(drill.file), flags: {...flags}},
    ...(tls && flags.tlsCert === undefined && {tls: {certificate: tls.certificate, key: tls.key.reveal()}}),
  };
  let port = address.port;
  const served = [{exercise: hall, dir}, ...teams.map(({exercise, input}) => ({exercise, dir: input.dir}))].map(
    ({exercise, dir: own}) => ({
      ...{exercise, dir: own},
      onRoster: () => saveExercise(exercise, own, {...saved, run: exercise.epoch, port}),
    }),
  );
  const [first, ...others] = served;
  if (!first) throw new Error('a workshop has a hall');
  const page = webPage(packaged('dist', 'web'));
  const server = await listen({...first, others, clock: realClock, page}, address).catch((error: unknown) => {
    if (isNew) rmSync(dir, {recursive: true, force: true});
    throw error;
  });
  port = Number(new URL(server.url).port);
  for (const {onRoster} of served) onRoster();
  return {
    ...server,
    close: async () => {
      await server.close();
      for (const {dir: own} of served) forgetExercise(own);
    },
  };
}

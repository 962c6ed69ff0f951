import {join, resolve} from 'node:path';
import {realClock} from '../../lib/clock.js';
import {probeDir} from '../../lib/files/files.js';
import {offlineMs} from '../../live/conductor/resume.js';
import {untilOver} from '../../live/conductor/until-over.js';
import {Queue} from '../../live/workshop/queue.js';
import {Workshop} from '../../live/workshop/workshop.js';
import {TEAMS} from '../../run/recover/found-runs.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines} from '../io.js';
import {followLive} from '../live/follow.js';
import {addressOf, reachedAt} from '../live/room/address.js';
import {durationFlag} from '../number-flags.js';
import {confirmCluster} from '../run/confirm.js';
import {runFolder} from '../run/folder.js';
import {packageVersion} from '../version.js';
import type {Resumed, WorkshopFlags} from './flags.js';
import {isToBeMade, onSharedCluster} from './layouts.js';
import {hallOf, teamOf} from './made.js';
import {prepareWorkshop} from './prepare.js';
import {openRoom} from './room.js';
import {hallStarted} from './started.js';
import {followHall, openLines} from './tell.js';
import {windUp} from './wind-up.js';

/** On a cluster that teams share: with thirty at once a kind node on two cores did not furnish namespaces for minutes. */
const ATTACKS_AT_ONCE = 3;

/** One workshop, from flags to exit code. */
export async function runWorkshop(
  drill: LoadedDrill,
  flags: WorkshopFlags & GlobalFlags,
  io: Io,
  resumed?: Resumed,
): Promise<number> {
  const files = prepareWorkshop(drill, flags, io.env);
  const aloneMs = durationFlag('--alone', flags.alone);
  const interrupts = watchInterrupts(io);
  try {
    await confirmCluster(files.request, flags.yesThisCluster, io, interrupts, 'the teams would attack');
    const address = await addressOf(flags, resumed?.saved);
    const prepared = {...files, request: reachedAt(files.request, address)};
    const run = resumed?.saved.run ?? prepared.plan.run;
    const dir = resumed?.dir ?? runFolder(flags.out, run, realClock.wall());
    probeDir(dir);
    const ready = Promise.withResolvers<void>();
    // Those who wait for it say so.
    ready.promise.catch(() => {});
    const isMade = isToBeMade(flags.on, prepared.request);
    const making = {
      ...{prepared, run, dir, flags, io, abort: interrupts.signal, version: packageVersion()},
      ...(resumed && {resumed}),
      ...(isMade && {after: ready.promise}),
      ...(flags.on === 'namespaces' && {queue: new Queue(ATTACKS_AT_ONCE)}),
    };
    const teams = prepared.teams.map(team => teamOf(team, join(dir, TEAMS, team.id), making));
    const hall = hallOf(dir, () => workshop, teams, making);
    const workshop: Workshop = new Workshop(hall, teams);
    const parts = teams.map(({exercise, input}) => ({exercise, dir: input.dir}));
    const saved = {drill: resolve(drill.file), flags: {...flags}};
    const room = await openRoom([{exercise: hall, dir}, ...parts], address, {isNew: !resumed, saved});
    teams.forEach((team, index) => {
      team.onSitting = () => room.rooms[index + 1]?.forgetCluster();
    });
    if (!resumed) {
      hall.input.log.append(hallStarted(run, prepared.plan.drill, flags.on === 'simulated' ? 'simulated' : 'kind'));
      hall.open();
      hall.append(prepared.opened);
    }
    const joining = () => openLines(room.url, workshop, address);
    tellLines(io, joining());
    const play = () => workshop.play();
    const {request} = prepared;
    const shared = {request, run, dir, io, signal: interrupts.signal, log: hall.input.log, ready};
    const running = (isMade ? onSharedCluster(shared, play) : play()).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    if (resumed) goOn(workshop);
    const plain = {joining, follow: () => followHall(hall, io)};
    const progress = await followLive(hall, room, address, {io, flags, interrupts, plain});
    const failure = await untilOver(hall, {
      ...{clock: realClock, running, listening: room.streams, signal: interrupts.signal},
      ...{startsItself: flags.start ?? false, aloneMs, others: teams.map(({exercise}) => exercise)},
      onBeat: () => workshop.tick(),
    }).finally(() => room.close());
    for (const {input} of [hall, ...teams.map(({exercise}) => exercise)]) input.log.close();
    await progress.close();
    return await windUp(hall, {dir, io, signal: interrupts.signal, failure});
  } finally {
    interrupts.close();
  }
}

/** The time in which nobody conducted does not count. */
function goOn({hall, teams}: Workshop): void {
  for (const exercise of [hall, ...teams.map(team => team.exercise)]) {
    const {log} = exercise.input;
    // One that is empty had not begun when the process was killed.
    if (log.length) exercise.goOn([], offlineMs(log, realClock.wall()));
  }
}

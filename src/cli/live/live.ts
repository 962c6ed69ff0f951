import {rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {chooseCluster} from '../../cluster/open.js';
import {conduct} from '../../drill/conduct.js';
import {DrillControl} from '../../drill/control.js';
import type {Plan, PlanSettings} from '../../drill/plan/plan.js';
import {Turns} from '../../drill/turns.js';
import {EventLog} from '../../events/log.js';
import {realClock} from '../../lib/clock.js';
import {milliseconds} from '../../lib/duration.js';
import {Interrupted} from '../../lib/errors.js';
import {probeDir} from '../../lib/files/files.js';
import {packaged} from '../../lib/paths.js';
import {Exercise} from '../../live/conductor/exercise.js';
import {cutOff} from '../../live/conductor/resume.js';
import {rolesOf, scriptOf} from '../../live/conductor/roles.js';
import {Roster, type SavedRoster} from '../../live/conductor/roster.js';
import {untilOver} from '../../live/conductor/until-over.js';
import {type Address, type Listening, listen} from '../../live/server/listen.js';
import {forgetExercise, type SavedExercise, saveExercise} from '../../live/server/saved.js';
import {webPage} from '../../live/server/web-page.js';
import {openBefore} from '../../report/aar/files.js';
import type {Action} from '../../report/aar/improvement.js';
import {writeReports} from '../../report/write.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {scoreRun} from '../../score/card.js';
import {exitCodeOf} from '../../score/exit-code.js';
import {viewOf} from '../../view/fold.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines} from '../io.js';
import {durationFlag} from '../number-flags.js';
import {confirmCluster} from '../run/confirm.js';
import {runFolder} from '../run/folder.js';
import {identityOf} from '../run/identity.js';
import type {RunFlags} from '../run/options.js';
import {prepare} from '../run/prepare.js';
import {endedEarly, tellResult} from '../run/run.js';
import {packageVersion} from '../version.js';
import {addressOf, type ListenFlags} from './address.js';
import {followLive} from './follow.js';
import {joinLines} from './join-lines.js';
import {openActionLines} from './open-actions.js';
import {proceduresAtHand} from './procedures.js';
import {listenForPeople} from './socket.js';

/** The flags of `live`. */
export interface LiveFlags extends RunFlags, ListenFlags {
  language: string;
  seed: string;
  start?: boolean;
  alone: string;
}

/** A drill that goes on after its conductor was killed. */
export interface Resumed {
  dir: string;
  saved: SavedExercise;
}

/** One drill with people, from flags to exit code. */
export async function runLive(
  drill: LoadedDrill,
  flags: LiveFlags & GlobalFlags,
  io: Io,
  resumed?: Resumed,
): Promise<number> {
  const {plan: made, request, rules, anyRule, stack} = prepare(drill, [], flags, io.env, respondTo(drill, flags));
  const plan = resumed ? {...made, run: resumed.saved.run} : made;
  const aloneMs = durationFlag('--alone', flags.alone);
  const turns = new Turns();
  const control = Object.assign(new DrillControl(turns), {turns});
  const interrupts = watchInterrupts(io);
  try {
    await confirmCluster(request, flags.yesThisCluster, io, interrupts);
    const address = await addressOf(flags, resumed?.saved);
    const choice = await chooseCluster(request, io.env, interrupts.signal);
    const identity = await identityOf(flags, request, choice, io.env);
    const dir = resumed?.dir ?? runFolder(flags.out, plan.run, realClock.wall());
    probeDir(dir);
    const path = join(dir, 'events.ndjson');
    const log = resumed ? EventLog.reopen(path, realClock) : new EventLog(realClock, path);
    const open = openBefore(dir, drill.id);
    const exercise = exerciseOf(drill, plan, {
      log,
      control,
      language: flags.language,
      saved: resumed?.saved.roster,
      open,
    });
    // Before the cluster: a port that is taken costs nothing.
    const room = await openRoom(exercise, {dir, address, io, flags, drill, isNew: !resumed});
    const running = conduct({
      ...{plan, request, choice, dir, log, rules, anyRule, control, identity, version: packageVersion()},
      ...(stack && {stack}),
      ...{clock: realClock, abort: interrupts.signal, env: io.env, resumes: resumed !== undefined},
    }).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    if (resumed) exercise.goOn(cutOff(log), offlineMs(log));
    else exercise.open();
    tellLines(io, [...joinLines(room.url, exercise, address), ...openActionLines(open)]);
    const progress = await followLive(exercise, room, address, {io, flags, interrupts});
    const failure = await untilOver(exercise, {
      ...{clock: realClock, running, listening: room.streams, signal: interrupts.signal},
      ...{startsItself: flags.start ?? false, aloneMs},
    }).finally(() => room.close());
    log.close();
    await progress.close();
    const view = viewOf(log.events);
    const card = scoreRun(view);
    const reports = writeReports(dir, view, card);
    tellResult(view, card, reports.paths, flags, io);
    const ended = endedEarly(interrupts.signal, failure);
    if (ended?.error instanceof Interrupted) return ended.error.exitCode;
    if (ended || reports.error) throw ended?.error ?? reports.error;
    return exitCodeOf(view, card.total);
  } finally {
    interrupts.close();
  }
}

/** For how long nobody conducted, in milliseconds. */
function offlineMs({events}: EventLog): number {
  const last = events.at(-1);
  return last ? Math.max(0, realClock.wall().getTime() - Date.parse(last.at)) : 0;
}

interface Room {
  dir: string;
  address: Address;
  io: Io;
  flags: LiveFlags & GlobalFlags;
  drill: LoadedDrill;
  /** Whether the folder was made for this drill, and may go where the room cannot be opened. */
  isNew: boolean;
}

/** Where people meet: a server, and a socket for what speaks to the run from this machine. */
async function openRoom(exercise: Exercise, {dir, address, io, flags, drill, isNew}: Room): Promise<Listening> {
  const page = webPage(packaged('dist', 'web'));
  const {tls} = address;
  const saved = {
    ...{run: exercise.epoch, drill: isPackaged(drill) ? drill.id : resolve(drill.file), flags: {...flags}},
    ...(tls && flags.tlsCert === undefined && {tls: {certificate: tls.certificate, key: tls.key.reveal()}}),
  };
  let port = address.port;
  const onRoster = () => saveExercise(exercise, dir, {...saved, port});
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

const isPackaged = ({file}: LoadedDrill): boolean => resolve(file).startsWith(packaged('drills'));

interface Opened {
  log: EventLog;
  control: Exercise['input']['control'];
  language: string;
  saved: SavedRoster | undefined;
  open: readonly Action[];
}

function exerciseOf(drill: LoadedDrill, plan: Plan, {log, control, language, saved, open}: Opened): Exercise {
  const roles = rolesOf(drill);
  return new Exercise({
    ...{drill, kind: 'live', language, roles, script: scriptOf(drill), log, control, clock: realClock, run: plan.run},
    procedures: proceduresAtHand(drill, plan.scenarios),
    roster: new Roster(roles, saved),
    openActions: open.map(({action}) => action),
  });
}

/** How people respond: by the drill's file. Accounts are handed out only on a cluster that kubedrill has made. */
function respondTo({respond, bystanders}: LoadedDrill, {cluster}: LiveFlags): NonNullable<PlanSettings['respond']> {
  return {
    bystanders,
    acknowledgeMs: milliseconds(respond.acknowledge),
    followUpMs: milliseconds(respond.ackFollowUp),
    allowanceMs: milliseconds(respond.harmAllowance),
    ...(respond.contain !== undefined && {withinMs: milliseconds(respond.contain)}),
    ...(cluster !== 'existing' && {people: []}),
  };
}

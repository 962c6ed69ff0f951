import {join} from 'node:path';
import {chooseCluster} from '../../cluster/open.js';
import {conduct} from '../../drill/conduct.js';
import {DrillControl} from '../../drill/control.js';
import {Turns} from '../../drill/turns.js';
import {EventLog} from '../../events/log.js';
import {realClock} from '../../lib/clock.js';
import {Interrupted} from '../../lib/errors.js';
import {probeDir} from '../../lib/files/files.js';
import {cutOff, offlineMs} from '../../live/conductor/resume.js';
import {untilOver} from '../../live/conductor/until-over.js';
import type {SavedExercise} from '../../live/server/saved.js';
import {openBefore} from '../../report/aar/files.js';
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
import {followLive} from './follow.js';
import {openActionLines} from './open-actions.js';
import {addressOf, type ListenFlags, reachedAt} from './room/address.js';
import {exerciseOf, respondTo} from './room/exercise.js';
import {joinLines} from './room/join-lines.js';
import {openRoom} from './room/room.js';

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
  const {
    plan: made,
    request,
    rules,
    anyRule,
    stack,
  } = prepare(
    drill,
    [],
    flags,
    io.env,
    respondTo(drill, {handsOut: flags.cluster !== 'existing', language: flags.language}),
  );
  const plan = resumed ? {...made, run: resumed.saved.run} : made;
  const aloneMs = durationFlag('--alone', flags.alone);
  const turns = new Turns();
  const control = Object.assign(new DrillControl(turns), {turns});
  const interrupts = watchInterrupts(io);
  try {
    await confirmCluster(request, flags.yesThisCluster, io, interrupts);
    const address = await addressOf(flags, resumed?.saved);
    const reached = reachedAt(request, address);
    const choice = await chooseCluster(reached, io.env, interrupts.signal);
    const identity = await identityOf(flags, request, choice, io.env);
    const dir = resumed?.dir ?? runFolder(flags.out, plan.run, realClock.wall());
    probeDir(dir);
    const path = join(dir, 'events.ndjson');
    const log = resumed ? EventLog.reopen(path, realClock) : new EventLog(realClock, path);
    const open = openBefore(dir, drill.id);
    const exercise = exerciseOf(drill, plan, {
      ...{kind: 'live', log, control, clock: realClock, language: flags.language, open},
      saved: resumed?.saved.roster,
    });
    // Before the cluster: a port that is taken costs nothing.
    const room = await openRoom(exercise, {dir, address, io, flags, drill, isNew: !resumed});
    const running = conduct({
      ...{plan, request: reached, choice, dir, log, rules, anyRule, control, identity, version: packageVersion()},
      ...(stack && {stack}),
      ...{clock: realClock, abort: interrupts.signal, env: io.env, resumes: resumed !== undefined},
    }).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    if (resumed) exercise.goOn(cutOff(log), offlineMs(log, realClock.wall()));
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

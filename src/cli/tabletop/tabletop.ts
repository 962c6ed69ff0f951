import {join} from 'node:path';
import {realClock} from '../../lib/clock.js';
import {Interrupted, messageOf, usageError} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {offlineMs} from '../../live/conductor/resume.js';
import {untilOver} from '../../live/conductor/until-over.js';
import type {Address, Listening} from '../../live/server/listen.js';
import {forgetExercise} from '../../live/server/saved.js';
import {isPlayed} from '../../report/aar/people.js';
import {resultOf} from '../../report/data/json.js';
import {writeReports} from '../../report/write.js';
import {scoreRun} from '../../score/card.js';
import {viewOf} from '../../view/fold.js';
import {clockTime} from '../../view/stage-times.js';
import {wrapWords} from '../../view/text.js';
import {type Interrupts, watchInterrupts} from '../interrupts.js';
import {type Io, tellLines, writeJson, writeLines} from '../io.js';
import {followLive} from '../live/follow.js';
import {addressOf} from '../live/room/address.js';
import {joinLines} from '../live/room/join-lines.js';
import {openRoom} from '../live/room/room.js';
import {durationFlag} from '../number-flags.js';
import {endedEarly} from '../run/run.js';
import {TableClock} from './clock.js';
import {type Chosen, chosenDrill} from './drill.js';
import type {TabletopFlags} from './flags.js';
import {atKeyboard, fromAnswers, readInput} from './keyboard.js';
import {tableExit, tableResult} from './result.js';
import {keptFlags, markOfDeck, type Setting, setTable, type TakenUp} from './set.js';
import {tableWords} from './words.js';

/** One tabletop, from flags to exit code: with people who join, at one keyboard, or from a file of answers. */
export async function runTabletop(name: string | undefined, flags: TabletopFlags, io: Io): Promise<number> {
  const chosen = chosenDrill(name, flags, io);
  if (flags.print !== undefined) return (await import('./print.js')).printAll(chosen, flags.print, flags, io);
  return sitDown(chosen, flags, io);
}

/** Plays a table to its end; one that was killed from where it was. */
export async function sitDown(chosen: Chosen, flags: TabletopFlags, io: Io, takenUp?: TakenUp): Promise<number> {
  const answers = await answersOf(flags, io);
  const clock = answers === undefined ? realClock : new TableClock();
  const setting = setTable(chosen, flags, {clock, env: io.env, takenUp});
  const {exercise, table, log, dir} = setting;
  const interrupts = watchInterrupts(io);
  const stopped = new AbortController();
  try {
    // Before anything is said: a port that is taken costs nothing.
    const room = await openedRoom(setting, flags, io, takenUp);
    const signal = AbortSignal.any([interrupts.signal, stopped.signal]);
    const running = table.play(signal).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    if (takenUp) exercise.goOn([], offlineMs(log, realClock.wall()));
    else exercise.open();
    await Promise.resolve();
    if (!flags.quiet) tellLines(io, openingLines(setting, flags, io, takenUp));
    const playing = {setting, io, interrupts, quiet: flags.quiet ?? false};
    let failure: {error: unknown} | undefined;
    try {
      if (room) failure = await withPeople(setting, room, running, {flags, io, interrupts});
      else if (answers !== undefined && clock instanceof TableClock) await fromAnswers(playing, {...answers, clock});
      else await atKeyboard(playing);
    } catch (error) {
      failure = {error};
      stopped.abort(error);
    }
    await running;
    log.close();
    forgetExercise(dir);
    return tellOf(setting, dir, flags, io, endedEarly(interrupts.signal, failure));
  } finally {
    interrupts.close();
  }
}

/** What stands first: that it is a drill, and on what its evidence was recorded; after a kill, where it goes on. */
function openingLines(
  {exercise, deck}: Setting,
  {language}: TabletopFlags,
  {stderr}: Io,
  takenUp: TakenUp | undefined,
): string[] {
  const words = tableWords(language);
  const {cards, alerts, clock} = exercise.view;
  const found = [...Object.keys(alerts), ...cards.map(({card, title}) => `${card} ${title}`)];
  const lines = [
    ...words.opening(markOfDeck(deck, language)),
    ...(takenUp ? words.takenUp(clockTime(clock.t), found, clock.state === 'waiting') : []),
  ];
  return lines.flatMap(line => wrapWords(line, Math.min(stderr.columns ?? 100, 100)));
}
/** The answers of a file, or of what is piped in; undefined: people are there. */
async function answersOf({answers, listen}: TabletopFlags, io: Io): Promise<{file: string; text: string} | undefined> {
  if (answers !== undefined && listen !== undefined) {
    throw usageError('--answers and --listen do not go together', ['leave one out: who joins answers for themselves']);
  }
  if (answers === undefined) {
    return listen !== undefined || io.stdin.isTTY ? undefined : {file: 'stdin', text: await readInput(io)};
  }
  try {
    return {file: answers, text: readText(answers)};
  } catch (error) {
    throw usageError(`--answers ${answers} ${messageOf(error)}`, ['name a file of answers, one a line']);
  }
}

/** Where people join, and its address. */
interface OpenedRoom {
  room: Listening;
  address: Address;
}

/** The room of a drill with people; undefined where all sit around one keyboard. */
async function openedRoom(
  {exercise, drill, dir, table}: Setting,
  flags: TabletopFlags,
  io: Io,
  takenUp: TakenUp | undefined,
): Promise<OpenedRoom | undefined> {
  if (flags.listen === undefined) return undefined;
  try {
    const address = await addressOf({...flags, listen: flags.listen}, takenUp?.saved);
    const kept = keptFlags(flags, table.input.seed);
    return {address, room: await openRoom(exercise, {dir, address, io, drill, flags: kept, isNew: !takenUp})};
  } catch (error) {
    await table.input.whatIf?.close();
    throw error;
  }
}

/** With people in terminals and browsers, on the screens of a drill with people. */
async function withPeople(
  {exercise, drill}: Setting,
  {room, address}: OpenedRoom,
  running: Promise<{error: unknown} | undefined>,
  {flags, io, interrupts}: {flags: TabletopFlags; io: Io; interrupts: Interrupts},
): Promise<{error: unknown} | undefined> {
  tellLines(io, joinLines(room.url, exercise, address));
  const shown = {...flags, drill: drill.id, cluster: 'simulated'};
  const progress = await followLive(exercise, room, address, {io, flags: shown, interrupts});
  const failure = await untilOver(exercise, {
    ...{clock: realClock, running, listening: room.streams, signal: interrupts.signal},
    ...{startsItself: false, aloneMs: durationFlag('--alone', flags.alone)},
  }).finally(() => room.close());
  await progress.close();
  return failure;
}

function tellOf(
  {log, deck}: Setting,
  dir: string,
  flags: TabletopFlags,
  io: Io,
  ended: {error: unknown} | undefined,
): number {
  const view = viewOf(log.events);
  const card = scoreRun(view);
  const reports = writeReports(dir, view, card);
  if (!isPlayed(view)) throw new Error('a tabletop without people');
  if (flags.json) writeJson(io, resultOf(view, card));
  else {
    const shown = ['aar.html', 'aar.md', 'improvement.csv'].map(name => join(dir, name));
    const paths = reports.paths.filter(path => shown.includes(path));
    writeLines(
      io,
      tableResult(view, card, markOfDeck(deck, flags.language), paths, Math.min(io.stdout.columns ?? 100, 120)),
    );
  }
  if (ended?.error instanceof Interrupted) return ended.error.exitCode;
  if (ended || reports.error) throw ended?.error ?? reports.error;
  return tableExit(view, card);
}

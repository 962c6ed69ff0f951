import {join} from 'node:path';
import {realClock} from '../../lib/clock.js';
import {Interrupted, messageOf, usageError} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {untilOver} from '../../live/conductor/until-over.js';
import {isPlayed} from '../../report/aar/people.js';
import {resultOf} from '../../report/data/json.js';
import {writeReports} from '../../report/write.js';
import {scoreRun} from '../../score/card.js';
import {viewOf} from '../../view/fold.js';
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
import {chosenDrill} from './drill.js';
import type {TabletopFlags} from './flags.js';
import {atKeyboard, fromAnswers, readInput} from './keyboard.js';
import {tableExit, tableResult} from './result.js';
import {markOfDeck, type Setting, setTable} from './set.js';
import {tableWords} from './words.js';

/** One tabletop, from flags to exit code: with people who join, at one keyboard, or from a file of answers. */
export async function runTabletop(name: string | undefined, flags: TabletopFlags, io: Io): Promise<number> {
  const chosen = chosenDrill(name, flags, io);
  if (flags.print !== undefined) return (await import('./print.js')).printAll(chosen, flags.print, flags, io);
  const answers = await answersOf(flags, io);
  const clock = answers === undefined ? realClock : new TableClock();
  const setting = setTable(chosen, flags, clock, io.env);
  const {exercise, table, log, dir, deck} = setting;
  const interrupts = watchInterrupts(io);
  const stopped = new AbortController();
  try {
    const signal = AbortSignal.any([interrupts.signal, stopped.signal]);
    const running = table.play(signal).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    exercise.open();
    await Promise.resolve();
    if (!flags.quiet) tellLines(io, openingLines(flags, markOfDeck(deck), io));
    const playing = {setting, io, interrupts, quiet: flags.quiet ?? false};
    let failure: {error: unknown} | undefined;
    try {
      if (flags.listen !== undefined) failure = await withPeople(setting, running, flags, io, interrupts);
      else if (answers !== undefined && clock instanceof TableClock) await fromAnswers(playing, {...answers, clock});
      else await atKeyboard(playing);
    } catch (error) {
      failure = {error};
      stopped.abort(error);
    }
    await running;
    log.close();
    return tellOf(setting, dir, flags, io, endedEarly(interrupts.signal, failure));
  } finally {
    interrupts.close();
  }
}

/** What stands first: that it is a drill, and on what its evidence was recorded. */
const openingLines = ({language}: TabletopFlags, mark: string, {stderr}: Io): string[] =>
  tableWords(language)
    .opening(mark)
    .flatMap(line => wrapWords(line, Math.min(stderr.columns ?? 100, 100)));

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

/** With people in terminals and browsers: the room of a drill with people, and its screens. */
async function withPeople(
  {exercise, drill, dir}: Setting,
  running: Promise<{error: unknown} | undefined>,
  flags: TabletopFlags,
  io: Io,
  interrupts: Interrupts,
): Promise<{error: unknown} | undefined> {
  const address = await addressOf({...flags, listen: flags.listen ?? ''});
  const room = await openRoom(exercise, {dir, address, io, drill, isNew: true});
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
    writeLines(io, tableResult(view, card, markOfDeck(deck), paths, Math.min(io.stdout.columns ?? 100, 120)));
  }
  if (ended?.error instanceof Interrupted) return ended.error.exitCode;
  if (ended || reports.error) throw ended?.error ?? reports.error;
  return tableExit(view, card);
}

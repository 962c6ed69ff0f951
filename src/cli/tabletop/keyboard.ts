import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {usageError} from '../../lib/errors.js';
import {Refused} from '../../live/conductor/refused.js';
import {refusalIn} from '../../view/live/told/refusals.js';
import {wrapWords} from '../../view/text.js';
import type {Interrupts} from '../interrupts.js';
import {type Io, tellLines} from '../io.js';
import type {TableClock} from './clock.js';
import {type Line, type Mistake, readLine, VERBS} from './lines.js';
import {leaderOf, type Setting} from './set.js';
import {Sitting} from './sitting.js';
import {cardLines, eventLines, nextLines} from './told.js';
import {tableWords} from './words.js';

/** How a table with one keyboard is played. */
interface Playing {
  setting: Setting;
  io: Io;
  interrupts: Interrupts;
  quiet: boolean;
}

const BEAT_MS = 250;
/** How far a clock that stands is put forward at a time, in milliseconds: what is due in between comes in its order. */
const STEP_MS = 1000;

/** A keyboard with one facilitator at it. It ends with `end`, or when its input does. */
export async function atKeyboard({setting, io, interrupts, quiet}: Playing): Promise<void> {
  const {exercise} = setting;
  const sitting = new Sitting(exercise, setting.table);
  const {language} = exercise.input;
  const words = tableWords(language);
  const width = widthOf(io);
  const tell = (lines: readonly string[]) => tellLines(io, lines);
  setting.keep();
  tellEvents(setting, io, quiet);
  await sitting.start();
  await sitting.settled();
  const beating = setInterval(() => exercise.tick(), BEAT_MS);
  const input = createInterface({input: io.stdin, output: io.stderr, prompt: '> '});
  input.on('SIGINT', () => interrupts.stop('SIGINT'));
  interrupts.signal.addEventListener('abort', () => input.close(), {once: true});
  tell(['', ...nextLines(exercise, words, width)]);
  input.prompt();
  try {
    for await (const text of input) {
      const line = readLine(text, sitting.names, words);
      if (line && 'mistake' in line) tell([line.mistake]);
      else if (line?.what) await done(sitting, line, reason => tell([`${words.refused} ${reason}`]));
      else if (line) ownVerb(line, {setting, tell, width});
      await sitting.settled();
      if (exercise.time.state === 'ended') break;
      if (line && !('mistake' in line)) tell(nextLines(exercise, words, width));
      input.prompt();
    }
  } finally {
    clearInterval(beating);
    input.close();
  }
  exercise.end(sitting.leader?.id ?? 'facilitator');
}

/** The verbs that are the table's own: nothing of them is a command of the drill. */
function ownVerb(
  {verb, input}: Line,
  {setting: {exercise}, tell, width}: {setting: Setting; tell: (lines: readonly string[]) => void; width: number},
): void {
  if (verb === 'wait') exercise.spend(Number(input.ms), 'facilitator', 'the table waited');
  if (verb === 'help') tell(helpLines(exercise.input.language));
  if (verb !== 'card') return;
  const card = exercise.view.cards.find(one => one.card === input.card);
  tell(
    card
      ? cardLines(card, exercise.input.language, width)
      : [tableWords(exercise.input.language).noCard(String(input.card))],
  );
}

async function done(sitting: Sitting, line: Line, onRefused: (reason: string) => void): Promise<void> {
  try {
    await sitting.does(line);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    onRefused(
      refusalIn(sitting.exercise.input.language, {reason: error.message, code: error.code, values: error.values}),
    );
  }
}

/**
 * Plays a table from a text of answers, one a line.
 *
 * @param file its name, for what is wrong in it
 * @throws DrillError (exit code 2) with every line that is not understood, before anything is played; or with the first
 * that is refused
 */
export async function fromAnswers(
  {setting, io, interrupts, quiet}: Playing,
  {file, text, clock}: {file: string; text: string; clock: TableClock},
): Promise<void> {
  const {exercise} = setting;
  const sitting = new Sitting(exercise, setting.table);
  const lines = text.split(/\r?\n/).map(line => readLine(line, sitting.names, tableWords(exercise.input.language)));
  const mistakes = lines.flatMap((line, index) => (line && 'mistake' in line ? [placed(file, index, line)] : []));
  if (mistakes.length)
    throw usageError(mistakes, ['correct these lines; `help` at a keyboard shows what can be typed']);
  setting.keep();
  tellEvents(setting, io, quiet);
  await sitting.start();
  await sitting.settled();
  for (const [index, line] of lines.entries()) {
    interrupts.signal.throwIfAborted();
    if (!line || 'mistake' in line) continue;
    if (line.verb === 'wait') await passes(Number(line.input.ms), sitting, clock);
    else if (line.what) {
      await done(sitting, line, reason => {
        throw usageError(placed(file, index, {mistake: `refused: ${reason}`, column: 1}), ['correct this line']);
      });
    }
  }
  exercise.end(sitting.leader?.id ?? 'facilitator');
  await sitting.settled();
}

const placed = (file: string, index: number, {mistake, column}: Mistake): string =>
  `${file}:${index + 1}:${column}: ${mistake}`;

async function passes(ms: number, {exercise, table}: Sitting, clock: TableClock): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) {
    clock.pass(Math.min(STEP_MS, left));
    exercise.tick();
    if (left % (60 * STEP_MS) < STEP_MS) await table.settled();
  }
}

/** All of standard input. */
export async function readInput({stdin}: Io): Promise<string> {
  stdin.setEncoding('utf8');
  let text = '';
  stdin.on('data', (chunk: string) => {
    text += chunk;
  });
  await once(stdin, 'end');
  return text;
}

/** Tells what happens from now on; what a table that was taken up had heard before is not told again. */
function tellEvents({exercise, heard, table}: Setting, io: Io, quiet: boolean): void {
  const {limits} = tableWords(exercise.input.language);
  table.onPlayed = told =>
    tellLines(
      io,
      limits(told).flatMap(line => wrapWords(line, widthOf(io))),
    );
  const feed = exercise.feeds.get(leaderOf(exercise)?.id ?? '');
  if (!feed || quiet) return;
  let told = heard;
  const tell = () => {
    const fresh = feed.frames.slice(told);
    told += fresh.length;
    for (const frame of fresh) {
      const event = JSON.parse(frame);
      tellLines(io, eventLines(event, exercise, exercise.input.language, widthOf(io)));
    }
  };
  // The exercise folds an event after its feed has it.
  feed.onMore(() => queueMicrotask(tell));
  tell();
}

const widthOf = ({stderr}: Io): number => Math.min(stderr.columns ?? 100, 100);

function helpLines(language: string): string[] {
  const verbs = Object.entries(VERBS).map(([verb, {usage}]) => `${verb} ${usage}`.trim());
  // Two beside one another: on a screen of 24 lines all of them are seen at once.
  const half = Math.ceil(verbs.length / 2);
  const lines = verbs.slice(0, half).map((verb, i) => `  ${verb.padEnd(38)}${verbs[half + i] ?? ''}`.trimEnd());
  return [tableWords(language).help, ...lines];
}

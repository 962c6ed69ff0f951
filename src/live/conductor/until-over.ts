import type {Clock} from '../../lib/clock.js';
import type {Exercise} from './exercise.js';

/** How a drill with people goes on until it is over. */
export interface Conducting {
  clock: Clock;
  /** The drill on its cluster: what ended it early, or undefined when it is over and cleaned up. */
  running: Promise<{error: unknown} | undefined>;
  /** How many people listen at the moment. */
  listening: () => number;
  /** The user stops the drill. */
  signal: AbortSignal;
  /** Begins as soon as the cluster is ready. */
  startsItself: boolean;
  /** Ends when nobody has been there for this long, in milliseconds. */
  aloneMs: number;
  /** Exercises that go on with it: the teams of a workshop. */
  others?: readonly Exercise[];
  /** Called at every beat: what else is due by the clock. */
  onBeat?: () => void;
}

/** How often the script is looked at, in milliseconds. */
const BEAT_MS = 250;

/**
 * Lets the script go on until the drill is over, and then lets people talk until the facilitator closes the room or all
 * have left. Returns what ended the drill early.
 */
export async function untilOver(exercise: Exercise, conducting: Conducting): Promise<{error: unknown} | undefined> {
  const {running, signal} = conducting;
  const over = new AbortController();
  const beating = beat(exercise, conducting, AbortSignal.any([over.signal, signal]));
  const failure = await running;
  exercise.end('conductor', failure ? 'the drill on the cluster has ended' : 'every attack is over');
  if (!failure) await hotWash(exercise, conducting);
  over.abort();
  await beating;
  return failure;
}

async function hotWash(exercise: Exercise, {clock, listening, signal}: Conducting): Promise<void> {
  let isClosed = false;
  void exercise.finished.then(() => {
    isClosed = true;
  });
  while (!isClosed && listening() > 0 && !signal.aborted) await pause(clock, signal);
}

/** Looks at the script again and again. */
async function beat(exercise: Exercise, conducting: Conducting, signal: AbortSignal): Promise<void> {
  const {clock, startsItself, listening, aloneMs, others = [], onBeat} = conducting;
  let last = {at: clock.now(), people: 0};
  while (!signal.aborted) {
    if (startsItself && exercise.time.state === 'waiting' && exercise.input.control.turns.isOpen) {
      exercise.start('clock');
    }
    exercise.tick();
    for (const other of others) other.tick();
    onBeat?.();
    // Who joins and only sends commands counts as well, as a script does.
    const people = [exercise, ...others].reduce((sum, {input}) => sum + input.roster.people.length, 0);
    if (listening() > 0 || people > last.people) last = {at: clock.now(), people};
    if (clock.now() - last.at >= aloneMs) exercise.end('conductor', 'nobody was there any more');
    await pause(clock, signal);
  }
}

const pause = (clock: Clock, signal: AbortSignal): Promise<void> =>
  clock.sleep(BEAT_MS, signal).catch(() => {
    // Ended: the loop sees it.
  });

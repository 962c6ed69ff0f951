import {setMaxListeners} from 'node:events';
import {EXIT, Interrupted} from '../lib/errors.js';
import {type Io, tellLines} from './io.js';

const SIGNALS = {SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.terminated} as const;
type StopSignal = keyof typeof SIGNALS;

/** One Ctrl-C arrives twice where npm hands it on to what it has started: from the terminal, and from npm. */
const SAME_PRESS_MS = 300;

/** Turns signals into one abort; a person who asks a second time gets out at once. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** As if the signal had come: for Ctrl-C that a terminal in raw mode hands over as a key. */
  stop(signal?: StopSignal): void;
  /** Ends the command for another reason, as a signal would: once, the first reason counts. */
  fail(reason: unknown): void;
  /** Gives the signals back. */
  close(): void;
}

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. The first aborts, so that clean-up runs; a second one of a person's ends the
 * process, after telling how to finish the clean-up. A terminal that closes sends SIGHUP more than once, and to what is
 * ending already: that never ends the clean-up.
 *
 * An error that nobody caught ends the command the same way: it is a bug, and what was made is still removed.
 */
export function watchInterrupts(io: Io, beforeExit: () => void = () => {}): Interrupts {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  let asked = Number.NEGATIVE_INFINITY;
  const stop = (signal: StopSignal = 'SIGINT') => {
    const again = performance.now() - asked > SAME_PRESS_MS;
    const byPerson = signal !== 'SIGHUP';
    const first = asked === Number.NEGATIVE_INFINITY;
    if (byPerson && again) asked = performance.now();
    if (!controller.signal.aborted) {
      controller.abort(new Interrupted(signal, SIGNALS[signal]));
      return;
    }
    if (first || !byPerson || !again) return;
    beforeExit();
    tellLines(io, ['kubedrill: stopped before clean-up finished', '  next: kubedrill cleanup']);
    process.exit(SIGNALS[signal]);
  };
  const fail = (reason: unknown) => controller.abort(reason);
  const listeners = Object.keys(SIGNALS).map(name => [name as StopSignal, () => stop(name as StopSignal)] as const);
  for (const [name, listener] of listeners) process.on(name, listener);
  process.on('uncaughtException', fail);
  return {
    signal: controller.signal,
    stop,
    fail,
    close: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
      process.off('uncaughtException', fail);
    },
  };
}

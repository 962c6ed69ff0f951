import {setMaxListeners} from 'node:events';
import {EXIT} from '../lib/errors.js';
import {Interrupted} from './errors.js';
import {type Io, tellLines} from './io.js';

const SIGNALS = {SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.terminated} as const;
type StopSignal = keyof typeof SIGNALS;

/** Turns signals into one abort; whoever asks a second time gets out at once. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** As if the signal had come: for Ctrl-C that a terminal in raw mode hands over as a key. */
  stop(signal?: StopSignal): void;
  /** Gives the signals back. */
  close(): void;
}

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. The first aborts, so that clean-up runs; the second ends the process, after
 * telling how to finish the clean-up.
 */
export function watchInterrupts(io: Io, beforeExit: () => void = () => {}): Interrupts {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const stop = (signal: StopSignal = 'SIGINT') => {
    if (!controller.signal.aborted) {
      controller.abort(new Interrupted(signal, SIGNALS[signal]));
      return;
    }
    beforeExit();
    tellLines(io, ['kubedrill: stopped before clean-up was over', '  next: kubedrill cleanup']);
    process.exit(SIGNALS[signal]);
  };
  const listeners = Object.keys(SIGNALS).map(name => [name as StopSignal, () => stop(name as StopSignal)] as const);
  for (const [name, listener] of listeners) process.on(name, listener);
  return {
    signal: controller.signal,
    stop,
    close: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}

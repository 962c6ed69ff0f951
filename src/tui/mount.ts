import {render} from 'ink';
import type {ReactElement} from 'react';
import {SCREEN} from './screen.js';

/** The terminal that a screen is shown on. */
export interface Terminal {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
}

/** Something that is on the screen. */
export interface Mounted {
  /** Resolves when it is off again: left, closed, or its terminal is gone. Rejects with an error of its own. */
  finished: Promise<void>;
  /** Takes it off. Safe to call twice. */
  close(): void;
}

/**
 * Shows something on the alternate screen. A terminal that goes away (its window closed, its session killed) ends what
 * was shown and nothing else.
 */
export function mount(element: ReactElement, {stdin, stdout}: Terminal): Mounted {
  const gone = Promise.withResolvers<void>();
  const app = render(element, {stdin, stdout, ...SCREEN});
  const close = () => {
    try {
      app.unmount();
    } catch {
      // A terminal that is gone cannot be given back.
    }
  };
  const onGone = () => {
    close();
    gone.resolve();
  };
  const streams = [stdin, stdout];
  for (const stream of streams) stream.on('error', onGone).on('close', onGone);
  stdin.on('end', onGone);
  const finished = Promise.race([app.waitUntilExit().then(() => {}), gone.promise]).finally(() => {
    for (const stream of streams) stream.off('error', onGone).off('close', onGone);
    stdin.off('end', onGone);
  });
  // Somebody waits for it later on: until then an error is nobody's.
  finished.catch(() => {});
  return {finished, close};
}

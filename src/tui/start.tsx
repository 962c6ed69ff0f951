import type {Clock} from '../lib/clock.js';
import type {SummaryScore} from '../report/summary.js';
import {symbolsFor} from '../view/symbols.js';
import type {RunView} from '../view/view.js';
import {Console} from './components/console.js';
import {mount} from './mount.js';
import {createViewStore, type EventSource} from './store.js';
import {createTicker} from './ticker.js';

/** What a console is started with. */
export interface ConsoleOptions {
  log: EventSource;
  clock: Clock;
  stdout: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  ascii: boolean;
  /** The person asks to stop; called again when asked again. */
  onStop: () => void;
  onSkip?: (scenario: string) => void;
  onPause?: (paused: boolean) => void;
  /** The person acknowledges an alert, by its short name. */
  onAcknowledge?: (alert: string) => void;
  /** The score of an ended run. */
  score?: (view: RunView) => SummaryScore;
  /** A recorded run is shown. */
  replay?: boolean;
}

/** A console on the screen. */
export interface RunningConsole {
  /** Resolves when the person leaves after the end, or asked to stop and the run has ended. The screen is restored. */
  finished: Promise<void>;
  /** Takes the console off the screen, wherever the run is. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Shows a run on the alternate screen until the person leaves. It never stops the run: unmounting it leaves the engine
 * and its clean-up alone. Ctrl-C is a key here, since the terminal is in raw mode.
 */
export function startConsole(options: ConsoleOptions): RunningConsole {
  const {log, clock, stdout, stdin, ascii, onStop, onSkip, onPause, onAcknowledge, score, replay = false} = options;
  const store = createViewStore(log, {clock, symbols: symbolsFor(ascii)});
  const ticker = createTicker(clock, store.nowMs);
  const commands = {
    onStop,
    ...(onSkip && {onSkip}),
    ...(onPause && {onPause}),
    ...(onAcknowledge && {onAcknowledge}),
    onLeave: () => mounted.close(),
  };
  const mounted = mount(
    <Console store={store} ticker={ticker} commands={commands} ascii={ascii} replay={replay} {...(score && {score})} />,
    {stdin, stdout},
  );
  const finished = mounted.finished.finally(() => store.close());
  finished.catch(() => {});
  return {
    finished,
    close: async () => {
      mounted.close();
      await finished;
    },
  };
}

import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import {busyText} from '../../report/busy.js';
import {lineReporter} from '../../report/lines.js';
import {RunFold} from '../../view/fold.js';
import {runningTime} from '../../view/stage-times.js';
import {plain, symbolsFor} from '../../view/symbols.js';

/** Silence after which a line says what goes on; it doubles up to the most while the same goes on. */
const FIRST_MS = 1000;
const MOST_MS = 16_000;

/** Where lines go, and with which letters and time. */
export interface LinesTo {
  write: (text: string) => void;
  clock: Clock;
  ascii: boolean;
}

/**
 * Writes a run as plain lines while it goes on, and never leaves a reader without a word: what has taken longer than a
 * second is named, then less and less often. Ends with the run, or when what it returns is called.
 */
export function writeLines(log: Pick<EventLog, 'subscribe'>, {write, clock, ascii}: LinesTo): () => void {
  const over = new AbortController();
  const fold = new RunFold();
  let wroteAt = clock.now();
  let waitMs = FIRST_MS;
  let said = '';
  const report = lineReporter(
    text => {
      write(text);
      wroteAt = clock.now();
      waitMs = FIRST_MS;
    },
    {ascii},
  );
  log.subscribe(event => {
    fold.add(event);
    report(event);
    if (event.type === 'run.ended') over.abort();
  });
  const beginsAt = clock.now();
  const tell = () => {
    const busy = busyText(fold.view);
    if (busy !== said) waitMs = FIRST_MS;
    said = busy;
    const text = `  ${symbolsFor(ascii).running} ${runningTime(clock.now() - beginsAt)}  ${busy}`;
    write(`${plain(text, ascii)}\n`);
    wroteAt = clock.now();
    waitMs = Math.min(waitMs * 2, MOST_MS);
  };
  const watch = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(Math.max(1, wroteAt + waitMs - clock.now()), over.signal);
      if (clock.now() - wroteAt >= waitMs) tell();
    }
  };
  watch().catch(() => {}); // rejects only when the run is over
  return () => over.abort();
}

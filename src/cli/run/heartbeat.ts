import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import {busyText} from '../../report/busy.js';
import {lineReporter} from '../../report/lines.js';
import {RunFold} from '../../view/fold.js';
import {plain, symbolsFor} from '../../view/symbols.js';
import {keepTelling} from '../keep-telling.js';

/** Where lines go, and with which letters and time. */
export interface LinesTo {
  write: (text: string) => void;
  clock: Clock;
  ascii: boolean;
}

/**
 * Writes a run as plain lines while it goes on, and never leaves a reader without a word: what takes longer than a
 * second is named. Ends with the run, or when what it returns is called.
 */
export function writeLines(log: Pick<EventLog, 'subscribe'>, {write, clock, ascii}: LinesTo): () => void {
  const fold = new RunFold();
  const mark = symbolsFor(ascii).running;
  const say = (text: string) => write(`${plain(`  ${mark} ${text}`, ascii)}\n`);
  const teller = keepTelling(clock, say, () => busyText(fold.view));
  const report = lineReporter(
    text => {
      write(text);
      teller.heard();
    },
    {ascii},
  );
  log.subscribe(event => {
    fold.add(event);
    report(event);
    if (event.type === 'run.ended') teller.stop();
  });
  return () => teller.stop();
}

import {readEvents} from '../../events/read.js';
import {realClock} from '../../lib/clock.js';
import {printableJson} from '../../lib/text/printable.js';
import {lineReporter} from '../../report/lines.js';
import {summaryText} from '../../report/summary.js';
import {scoreRun} from '../../score/card.js';
import {consoleSuits} from '../../tui/terminal.js';
import {viewOf} from '../../view/fold.js';
import type {Define} from '../define.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, tellText, wantsAscii, writeText} from '../io.js';
import {numberFlag} from '../number-flags.js';
import {eventsFile, RUNS} from '../run/folder.js';
import {Playback} from '../run/playback.js';

interface ReplayFlags extends GlobalFlags {
  speed: string;
  out: string;
  tui?: boolean;
  ascii?: boolean;
}

const SPEED = {least: 0, most: 10_000};

/** `kubedrill replay`: shows a recorded run again, as it was, from its event log alone. */
export const define: Define = (command, io, done) => {
  command
    .argument('[run]', 'run folder, its events.ndjson, its id, or latest', 'latest')
    .option('--speed <factor>', 'how many times faster than it was; 0 shows the end at once', '1')
    .option('--out <dir>', 'where run folders are', RUNS)
    .option('--no-tui', 'plain lines also on a terminal')
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', '\nExamples:\n  kubedrill replay latest\n  kubedrill replay latest --speed 10')
    .action(async (run: string) => {
      const flags = command.optsWithGlobals<ReplayFlags>();
      const speed = numberFlag('--speed', flags.speed, SPEED);
      const events = readEvents(eventsFile(run, flags.out));
      const view = viewOf(events);
      const interrupts = watchInterrupts(io);
      const ascii = wantsAscii(io, flags);
      try {
        const playback = new Playback(events, speed, realClock);
        if (flags.json) {
          for (const event of events) writeText(io, printableJson(event));
        } else if (consoleSuits(io) && flags.tui !== false) {
          const {startConsole} = await import('../../tui/start.js');
          const left = new AbortController();
          const console = startConsole({
            log: playback,
            clock: realClock,
            stdin: io.stdin,
            stdout: io.stdout,
            ascii,
            onStop: () => interrupts.stop(),
            score: scoreRun,
            replay: true,
          });
          interrupts.signal.addEventListener('abort', () => void console.close(), {once: true});
          void playback.play(AbortSignal.any([interrupts.signal, left.signal]));
          await console.finished;
          left.abort();
        } else {
          playback.subscribe(lineReporter(text => tellText(io, text), {ascii}));
          await playback.play(interrupts.signal);
        }
        if (!flags.json) {
          const width = Math.min(io.stdout.columns ?? 100, 120);
          writeText(io, `\n${summaryText(view, scoreRun(view), {ascii, width})}`);
        }
        done(0);
      } finally {
        interrupts.close();
      }
    });
};

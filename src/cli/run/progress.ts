import type {DrillControl} from '../../drill/control.js';
import type {EventLog} from '../../events/log.js';
import {realClock} from '../../lib/clock.js';
import {lineReporter} from '../../report/lines.js';
import {scoreRun} from '../../score/card.js';
import type {GlobalFlags, Io} from '../io.js';
import type {RunFlags} from './options.js';

/** What shows a run while it goes on. */
export interface Progress {
  /** Resolves when nothing more is to be shown: at once for lines, when the person leaves for the console. */
  finished: Promise<void>;
  /** Gives the terminal back at once. */
  close(): Promise<void>;
}

/** What a person at the console may do to the run. */
export interface Steering {
  stop: () => void;
  control: DrillControl;
}

/** Shows a run: the console on a terminal, plain lines elsewhere, nothing when told to be quiet. */
export async function follow(
  log: EventLog,
  io: Io,
  flags: RunFlags & GlobalFlags,
  {stop, control}: Steering,
): Promise<Progress> {
  const ascii = flags.ascii ?? false;
  if (wantsConsole(io, flags)) {
    const {startConsole} = await import('../../tui/start.js');
    return startConsole({
      log,
      clock: realClock,
      stdin: io.stdin,
      stdout: io.stdout,
      ascii,
      onStop: () => stop(),
      onSkip: scenario => control.skip(scenario),
      onPause: paused => control.pause(paused),
      score: scoreRun,
    });
  }
  if (!flags.quiet) log.subscribe(lineReporter(text => io.stderr.write(text), {ascii}));
  return {finished: Promise.resolve(), close: async () => {}};
}

/** The console needs a terminal on both sides, and nobody who reads the output instead of a person. */
const wantsConsole = (io: Io, flags: RunFlags & GlobalFlags): boolean =>
  Boolean(io.stdout.isTTY && io.stdin.isTTY) &&
  flags.tui !== false &&
  !flags.json &&
  !flags.quiet &&
  !io.env.CI &&
  io.env.TERM !== 'dumb';

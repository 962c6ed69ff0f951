import type {DrillControl} from '../../drill/control.js';
import type {EventLog} from '../../events/log.js';
import {realClock} from '../../lib/clock.js';
import {scoreRun} from '../../score/card.js';
import {consoleSuits} from '../../tui/terminal.js';
import {type GlobalFlags, type Io, tellText, wantsAscii} from '../io.js';
import {writeLines} from './heartbeat.js';
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
  const ascii = wantsAscii(io, flags);
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
      onAcknowledge: alert => void control.acknowledge(alert, io.env.USER ?? 'operator'),
      score: scoreRun,
    });
  }
  if (flags.quiet) return {finished: Promise.resolve(), close: async () => {}};
  const silence = writeLines(log, {write: text => tellText(io, text), clock: realClock, ascii});
  return {finished: Promise.resolve(), close: async () => silence()};
}

/** The console is for a person at a terminal that suits it, not for output that is read later. */
export const wantsConsole = (io: Io, flags: Pick<RunFlags, 'tui'> & GlobalFlags): boolean =>
  consoleSuits(io) && flags.tui !== false && !flags.json && !flags.quiet && !io.env.CI;

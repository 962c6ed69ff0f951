import {watch as watchFiles} from 'node:fs';
import {labOf} from '../../lab/folder.js';
import {realClock} from '../../lib/clock.js';
import {DrillError, EXIT, Interrupted} from '../../lib/errors.js';
import {tellError} from '../errors.js';
import {watchInterrupts} from '../interrupts.js';
import {clearScreen, type Io, tellLines} from '../io.js';
import {checkedOnce, type LabFlags, tell} from './check.js';
import {Reporter} from './report-to.js';

/** Editors write a file several times when it is saved once, in milliseconds. */
const SETTLES_MS = 200;

/** `kubedrill lab watch`: checks on every save until the lab is solved, or somebody ends it. */
export async function watchLab(dir: string, flags: LabFlags, io: Io): Promise<number> {
  const lab = labOf(dir);
  const interrupts = watchInterrupts(io, () => {});
  const reporter = new Reporter(flags, io);
  await reporter.begin();
  let saved = Promise.withResolvers<void>();
  const watcher = watchFiles(dir, {recursive: true}, () => saved.resolve());
  try {
    for (;;) {
      saved = Promise.withResolvers<void>();
      if (!flags.json) clearScreen(io);
      if (await solved()) return EXIT.ok;
      if (!flags.quiet) tellLines(io, ['', 'waiting for you to save a file; Ctrl-C ends it']);
      await Promise.race([saved.promise, aborted(interrupts.signal)]);
      interrupts.signal.throwIfAborted();
      await realClock.sleep(SETTLES_MS, interrupts.signal);
    }
  } finally {
    watcher.close();
    reporter.close();
    interrupts.close();
  }

  /** A file with a mistake is said, and does not end it: it will be saved again. */
  async function solved(): Promise<boolean> {
    try {
      const checked = await checkedOnce(lab, dir, io, interrupts.signal);
      tell(lab, checked, flags, io);
      await reporter.report(lab, checked);
      return checked.solved;
    } catch (error) {
      if (!(error instanceof DrillError) || error instanceof Interrupted) throw error;
      tellError(error, io, flags);
      return false;
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));

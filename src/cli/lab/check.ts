import {checkLab} from '../../lab/check.js';
import {labOf} from '../../lab/folder.js';
import type {Lab} from '../../lab/load.js';
import {keepProgress} from '../../lab/progress.js';
import type {Checked} from '../../lab/verdict.js';
import {realClock} from '../../lib/clock.js';
import {EXIT} from '../../lib/errors.js';
import {symbolsFor} from '../../view/symbols.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, wantsAscii, writeJson, writeLines} from '../io.js';
import {packageVersion} from '../version.js';
import {boardLines} from './board.js';
import {checkedJson} from './json.js';
import {Reporter, type ReportFlags} from './report-to.js';

/** Flags of `lab` that say how it writes. */
export interface LabFlags extends GlobalFlags, ReportFlags {
  ascii?: boolean;
}

/** `kubedrill lab check`: plays the attacks against a learner's files; exit code 0 when the lab is solved, else 1. */
export async function check(dir: string, flags: LabFlags, io: Io): Promise<number> {
  const lab = labOf(dir);
  const interrupts = watchInterrupts(io, () => {});
  const reporter = new Reporter(flags, io);
  try {
    await reporter.begin();
    const checked = await checkedOnce(lab, dir, io, interrupts.signal);
    tell(lab, checked, flags, io);
    await reporter.report(lab, checked);
    return checked.solved ? EXIT.ok : EXIT.missed;
  } finally {
    reporter.close();
    interrupts.close();
  }
}

/** Checks, and keeps how far the learner is. */
export async function checkedOnce(lab: Lab, dir: string, io: Io, signal: AbortSignal): Promise<Checked> {
  const checked = await checkLab(lab, dir, {env: io.env, version: packageVersion(), signal});
  const now = realClock.wall();
  keepProgress(io.env, lab.id, now, done => ({
    ...done,
    checks: done.checks + 1,
    ...(checked.solved && {solvedAt: done.solvedAt ?? now.toISOString()}),
  }));
  return checked;
}

/** Writes what a check found: the board, or JSON. */
export function tell(lab: Lab, checked: Checked, flags: LabFlags, io: Io): void {
  if (flags.json) writeJson(io, checkedJson(lab, checked));
  else {
    const width = Math.min(io.stdout.columns ?? 80, 100);
    writeLines(io, boardLines(lab, checked, {symbols: symbolsFor(wantsAscii(io, flags)), width}));
  }
}

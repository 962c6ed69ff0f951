import type {Lab} from '../../lab/load.js';
import {progressOf} from '../../lab/progress.js';
import type {Checked} from '../../lab/verdict.js';
import {realClock} from '../../lib/clock.js';
import {DrillError, EXIT, usageError} from '../../lib/errors.js';
import {joinDrill, type LiveClient} from '../../live/client/client.js';
import {KeptPart} from '../../live/client/kept-part.js';
import {joinLink} from '../../live/client/link.js';
import {fingerprint} from '../../live/client/trust.js';
import {type Io, tellLines} from '../io.js';
import {partsFolder} from '../live/socket.js';

/** The flags that say whom checks are reported to. */
export interface ReportFlags {
  reportTo?: string;
  as?: string;
  fingerprint?: string;
}

/** Whom checks are reported to; a trainer who cannot be reached keeps nobody from mending. */
export class Reporter {
  #client: LiveClient | undefined;

  constructor(
    readonly flags: ReportFlags,
    readonly io: Io,
  ) {}

  /** Joins the class. @throws DrillError (exit code 2) for a link, a code or a name that is refused */
  async begin(): Promise<void> {
    const {reportTo, as = this.io.env.USER, fingerprint: pinned} = this.flags;
    if (reportTo === undefined) return;
    const {origin, code} = joinLink(reportTo);
    if (code === undefined) throw usageError('the link has no code: it says which class you are in', ['copy it whole']);
    if (!as) throw usageError('how is the trainer to see you?', ['--as ada']);
    const kept = new KeptPart(partsFolder(this.io.env), {origin, code, name: as});
    const own = pinned === undefined ? undefined : fingerprint(pinned);
    try {
      this.#client = await joinDrill({origin, code, name: as, fingerprint: own, clock: realClock, kept});
    } catch (error) {
      if (!(error instanceof DrillError) || error.exitCode !== EXIT.environment) throw error;
      tellLines(this.io, [`kubedrill: nothing is reported: ${error.message}`]);
    }
  }

  /** Reports what a check came to, and says so where it could not. */
  async report(lab: Lab, {solved, at}: Pick<Checked, 'solved' | 'at'>): Promise<void> {
    if (!this.#client) return;
    const hints = progressOf(this.io.env)[lab.id]?.hints ?? 0;
    const outcome = await this.#client.send('report-lab', {lab: lab.id, solved, broken: at, hints});
    if (outcome.state === 'refused') tellLines(this.io, [`kubedrill: not reported: ${outcome.reason}`]);
    if (outcome.state === 'kept') tellLines(this.io, ['kubedrill: not reported: the trainer cannot be reached']);
  }

  close(): void {
    this.#client?.close();
  }
}

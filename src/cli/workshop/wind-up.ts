import {EXIT, Interrupted} from '../../lib/errors.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import {writeWorkshopReports} from '../../report/workshop/formats.js';
import {workshopRecord} from '../../report/workshop/record.js';
import {type Io, tellLines} from '../io.js';
import {endedEarly} from '../run/run.js';
import {printCertificates} from './paper/certificates.js';
import {endLines} from './tell.js';

/** How a class ended. */
export interface Ending {
  /** The folder of the class. */
  dir: string;
  io: Io;
  signal: AbortSignal;
  failure: {error: unknown} | undefined;
}

/**
 * What stays of a class that is over: certificates, and how far each came. Returns the exit code.
 *
 * @throws what ended it too early, save an interrupt
 */
export async function windUp(hall: Exercise, {dir, io, signal, failure}: Ending): Promise<number> {
  await printCertificates(hall, dir, io);
  const record = workshopRecord(hall.input.log.events);
  if (record) writeWorkshopReports(dir, record);
  tellLines(io, endLines(hall, dir));
  const ended = endedEarly(signal, failure);
  if (ended?.error instanceof Interrupted) return ended.error.exitCode;
  if (ended) throw ended.error;
  return EXIT.ok;
}

import type {Exercise} from '../../../live/conductor/exercise.js';
import {certificates} from '../../../live/workshop/paper/certificates.js';
import type {Io} from '../../io.js';
import {printPages} from '../../paper/print-pages.js';

/** A certificate for each team, in the folder of the workshop. */
export async function printCertificates({input: {log}}: Exercise, dir: string, io: Io): Promise<void> {
  const page = certificates(log.events);
  if (page !== undefined) await printPages(dir, {certificates: page}, io);
}

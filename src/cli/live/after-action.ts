import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {DrillError, EXIT, usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {aarFiles} from '../../report/aar/files.js';
import {isPlayed} from '../../report/aar/people.js';
import {printPdf} from '../../report/pdf.js';
import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {type Io, tellLines, writeText} from '../io.js';

interface Wanted {
  view: RunView;
  card: ScoreCard;
  /** The folder of the run. */
  dir: string;
  /** Where to write; default: the run's folder, or a folder in it for a report without names. */
  output: string | undefined;
  /** Takes names out of a text, where there are to be none. */
  told: ((text: string) => string) | undefined;
  needsPdf: boolean;
}

/**
 * Writes the after-action report of a drill with people, and prints it as PDF where there is a Chromium. The paths go to
 * stdout.
 *
 * @throws DrillError (exit code 2) where nobody took part, (3) where a PDF is wanted and cannot be printed
 */
export async function writeAfterAction({view, card, dir, output, told, needsPdf}: Wanted, io: Io): Promise<void> {
  if (!isPlayed(view))
    throw usageError('no people took part in this run, so that there is no after-action report about them', [
      'use --format md or --format html for the report of the run',
    ]);
  const folder = output ?? (told ? join(dir, 'anonymous') : dir);
  onDisk(folder, () => makeDir(folder));
  const files = aarFiles(view, card, dir, told);
  const paths = Object.keys(files).map(file => join(folder, file));
  for (const [file, text] of Object.entries(files))
    onDisk(join(folder, file), () => writeAtomic(join(folder, file), text));
  const [page, pdf] = [join(folder, 'aar.html'), join(folder, 'aar.pdf')];
  // One of before would pass for this one.
  rmSync(pdf, {force: true});
  const why = await printPdf(page, pdf, io.env);
  writeText(io, [...paths, ...(why === undefined ? [pdf] : [])].map(path => `${path}\n`).join(''));
  if (why === undefined) return;
  const next = [`open ${page} in a browser and print it`, 'or set KUBEDRILL_CHROMIUM to a Chromium'];
  if (needsPdf) throw new DrillError(`no PDF: ${why}`, EXIT.environment, next);
  tellLines(io, [`kubedrill: no PDF: ${why}; ${next.join(', ')}`]);
}

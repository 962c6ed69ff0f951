import {join} from 'node:path';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {printPdf} from '../../report/pdf.js';
import {type Io, tellLines, writeLines} from '../io.js';

/**
 * Writes pages for paper, by the names of their files without the ending: as HTML, and as PDF where there is a Chromium.
 * The paths go to stdout.
 */
export async function printPages(dir: string, pages: Readonly<Record<string, string>>, io: Io): Promise<void> {
  onDisk(dir, () => makeDir(dir));
  let noPdf: string | undefined;
  for (const [name, page] of Object.entries(pages)) {
    const [file, pdf] = [join(dir, `${name}.html`), join(dir, `${name}.pdf`)];
    onDisk(file, () => writeAtomic(file, page));
    noPdf ??= await printPdf(file, pdf, io.env);
    writeLines(io, [file, ...(noPdf === undefined ? [pdf] : [])]);
  }
  if (noPdf !== undefined) tellLines(io, [`kubedrill: no PDF: ${noPdf}; open the pages in a browser and print them`]);
}

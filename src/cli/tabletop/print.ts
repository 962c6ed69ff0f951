import {join} from 'node:path';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {scriptOf} from '../../live/conductor/roles.js';
import {printPdf} from '../../report/pdf.js';
import {chooseScenarios} from '../../scenario/load.js';
import {loadDeck} from '../../tabletop/cards/load.js';
import {toldScript} from '../../tabletop/paper/script.js';
import {PAGES} from '../../tabletop/print/index.js';
import {type Io, tellLines, writeLines} from '../io.js';
import {proceduresAtHand} from '../live/procedures.js';
import type {Chosen} from './drill.js';
import type {TabletopFlags} from './flags.js';

/** `kubedrill tabletop DRILL --print DIR`: all that a table without a computer needs, as HTML, and as PDF where a Chromium is. */
export async function printAll({drill}: Chosen, dir: string, flags: TabletopFlags, io: Io): Promise<number> {
  const scenarios = chooseScenarios(drill.scenarios);
  const deck = loadDeck(drill.scenarios, flags.cards);
  const script = toldScript(scriptOf(drill), scenarios, deck);
  const material = {
    ...{drill, script, scenarios, deck, language: flags.language},
    procedures: proceduresAtHand(drill, scenarios),
  };
  onDisk(dir, () => makeDir(dir));
  let noPdf: string | undefined;
  for (const [name, page] of Object.entries(PAGES)) {
    const [file, pdf] = [join(dir, `${name}.html`), join(dir, `${name}.pdf`)];
    onDisk(file, () => writeAtomic(file, page(material)));
    noPdf ??= await printPdf(file, pdf, io.env);
    writeLines(io, [file, ...(noPdf === undefined ? [pdf] : [])]);
  }
  if (noPdf !== undefined) tellLines(io, [`kubedrill: no PDF: ${noPdf}; open the pages in a browser and print them`]);
  return 0;
}

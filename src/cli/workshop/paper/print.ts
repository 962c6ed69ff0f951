import {EXIT} from '../../../lib/errors.js';
import {hintsOf, levelWords} from '../../../live/workshop/levels.js';
import {guide} from '../../../live/workshop/paper/guide.js';
import {sheet} from '../../../live/workshop/paper/sheet.js';
import {pageOf} from '../../../report/html/page.js';
import {chooseScenarios, type LoadedDrill} from '../../../scenario/load.js';
import type {Io} from '../../io.js';
import {proceduresAtHand} from '../../live/procedures.js';
import {printPages} from '../../paper/print-pages.js';

/** `kubedrill workshop DRILL --print DIR`: the trainer's guide and the student's sheet, and no workshop. */
export async function printPaper(drill: LoadedDrill, dir: string, language: string, io: Io): Promise<number> {
  const scenarios = chooseScenarios(drill.scenarios);
  const material = {
    ...{scenarios, language, levels: levelWords(drill, language), procedures: proceduresAtHand(drill, scenarios)},
    drill: {...drill, hints: hintsOf(drill, scenarios)},
  };
  await printPages(dir, {guide: pageOf(guide(material)), sheet: pageOf(sheet(material))}, io);
  return EXIT.ok;
}

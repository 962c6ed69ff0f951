import {scriptOf} from '../../live/conductor/roles.js';
import {chooseScenarios} from '../../scenario/load.js';
import {loadDeck} from '../../tabletop/cards/load.js';
import {spokenDeck} from '../../tabletop/cards/spoken.js';
import {toldScript} from '../../tabletop/paper/script.js';
import {PAGES} from '../../tabletop/print/index.js';
import type {Io} from '../io.js';
import {proceduresAtHand} from '../live/procedures.js';
import {printPages} from '../paper/print-pages.js';
import type {Chosen} from './drill.js';
import type {TabletopFlags} from './flags.js';

/** `kubedrill tabletop DRILL --print DIR`: all that a table without a computer needs, as HTML, and as PDF where a Chromium is. */
export async function printAll({drill}: Chosen, dir: string, flags: TabletopFlags, io: Io): Promise<number> {
  const scenarios = chooseScenarios(drill.scenarios);
  const deck = spokenDeck(loadDeck(drill.scenarios, flags.cards), flags.language);
  const script = toldScript(scriptOf(drill), scenarios, deck);
  const material = {
    ...{drill, script, scenarios, deck, language: flags.language},
    procedures: proceduresAtHand(drill, scenarios),
  };
  const pages = Object.entries(PAGES).map(([name, page]) => [name, page(material)] as const);
  await printPages(dir, Object.fromEntries(pages), io);
  return 0;
}

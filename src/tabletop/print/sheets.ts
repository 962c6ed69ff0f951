import {html, Markup} from '../../report/html/markup.js';
import {wholePage} from '../../report/html/page.js';
import {type Telling, term} from '../../view/live/told/telling.js';
import {tellingIn} from '../../view/live/words.js';
import {wrapDocument} from '../../view/text.js';
import {clipped} from '../cards/documents.js';
import {type Material, markOf, type PaperCard, paperCards, told, wordsIn} from './material.js';
import type {PrintWords} from './words/en.js';

const A_PAGE = 8;
/** What fits on a card of 97 by 66 millimetres in letters that can be read across a table. */
const COLUMNS = 66;
const LINES = 17;

/** A4, two columns of four; cut along the lines. On a screen the pages stand one below the other. */
const LOOK = new Markup(`
@page { size: A4; margin: 8mm; }
body { max-width: 194mm; padding: 4mm 0; }
.sheet { display: grid; grid-template-columns: 1fr 1fr; grid-template-rows: repeat(4, 66mm); break-after: page; margin-bottom: 6mm; }
.sheet:last-child { break-after: auto; }
.sheet article { border: .3mm dashed var(--muted); padding: 2.5mm 3mm 1.5mm; display: flex; flex-direction: column; overflow: hidden; }
.sheet header { display: flex; gap: 2mm; align-items: baseline; font-size: 8.5pt; line-height: 1.15; }
.sheet header b { font-size: 12pt; } .sheet header span { margin-left: auto; white-space: nowrap; font-size: 7pt; }
.sheet pre { flex: 1; margin: 1mm 0; padding: 0; border: 0; background: none; font-size: 6.3pt; line-height: 1.25; overflow: hidden; max-height: none; white-space: pre; }
.sheet footer { font-size: 5.8pt; line-height: 1.2; } .sheet footer b { letter-spacing: .05em; }
@media print { body { padding: 0; } .sheet { margin: 0; } .sheet pre { font-size: 6.3pt; padding: 0; margin: 1mm 0; } }
`);

/** Evidence cards to cut out, eight a page. */
export function cardSheets(material: Material): string {
  const cards = paperCards(material);
  const pages = Array.from({length: Math.ceil(cards.length / A_PAGE)}, (_, page) =>
    cards.slice(page * A_PAGE, (page + 1) * A_PAGE),
  );
  const words = wordsIn(material.language);
  const shown = {mark: markOf(material, 'sealed'), words, telling: tellingIn(material.language)};
  return wholePage(
    words.cards.title(told(material)(material.drill.title)),
    LOOK,
    html`<main>${pages.map(
      page => html`<section class="sheet">${page.map(card => cardOf(card, shown))}</section>
`,
    )}</main>`,
    words.language,
  );
}

function cardOf(
  {number, card: {title, text, answers}, file}: PaperCard,
  {mark, words, telling}: {mark: string; words: PrintWords; telling: Telling},
): Markup {
  const all = text.split('\n').flatMap(line => wrapDocument(line, COLUMNS));
  return html`<article><header><b>${number}</b> ${title}<span>${answers.map(place => term(telling, place)).join(', ')}</span></header>
<pre>${clipped(all, LINES, words.moreLines).join('\n')}</pre><footer><b>${mark}</b><br>${telling.recorded(file.recorded)}</footer></article>`;
}

import {pageOf} from '../../report/html/page.js';
import {forms} from './forms.js';
import {guide} from './guide.js';
import {handout} from './handout.js';
import type {Material} from './material.js';
import {cardSheets} from './sheets.js';

/** Everything on paper, as pages by the names of their files without the ending. */
export const PAGES: Readonly<Record<string, (material: Material) => string>> = {
  guide: material => pageOf(guide(material)),
  handout: material => pageOf(handout(material)),
  cards: cardSheets,
  forms: material => pageOf(forms(material)),
};

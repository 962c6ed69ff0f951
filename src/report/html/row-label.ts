import type {Ending} from '../../view/nightly/attempts.js';
import {symbolsFor, verdictSymbol} from '../../view/symbols.js';
import {cut} from '../../view/text.js';
import {html, type Markup} from './markup.js';

const SYMBOLS = symbolsFor(false);
const INSET = 18;
const FITS = 27;

/** The verdict of a row as its mark, and its title: whole for who points at it. */
export const rowLabel = (title: string, verdict: Ending | undefined, y: number): Markup =>
  html`<text x="0" y="${y}">${verdict ? verdictSymbol(SYMBOLS, verdict) : SYMBOLS.none}</text><text x="${INSET}" y="${y}">${cut(title, FITS)}<title>${title}: ${verdict ?? 'not judged'}</title></text>`;

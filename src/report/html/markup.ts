import type {Ending} from '../../view/nightly/attempts.js';
import {symbolsFor, verdictSymbol, verdictWord} from '../../view/symbols.js';
import {escapeMarkup} from '../xml.js';

/** Markup that is already safe; everything else that goes into a page is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | undefined | readonly Part[];

/** A template whose values are escaped unless they are markup themselves; lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(strings.map((text, i) => text + (i < values.length ? safe(values[i]) : '')).join(''));
}

function safe(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(safe).join('') : escapeMarkup(String(part));
}

const SYMBOLS = symbolsFor(false);

/** A verdict as mark and word. */
export function badge({verdict}: {verdict: Ending | undefined}): Markup {
  if (!verdict) return html`<span class="badge muted">${SYMBOLS.none} not run</span>`;
  return html`<span class="badge ${verdict.replace(' ', '-')}">${verdictSymbol(SYMBOLS, verdict)} ${verdictWord(verdict)}</span>`;
}

/** To the box of a scenario, which opens. */
export const scenarioLink = (id: string, title: string): Markup => html`<a href="#${id}">${title}</a>`;

/** A link only where it leads to a web page; a scenario file could hold anything. */
export const link = (url: string): Markup =>
  /^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${url}</a>` : html`${url}`;

/** A table whose head and first column are headers for readers that cannot see it. */
export const tableOf = (
  head: readonly string[],
  rows: readonly (readonly Part[])[],
  numeric: readonly number[] = [],
): Markup => {
  const kind = (i: number) => (numeric.includes(i) ? html` class="n"` : undefined);
  const th = head.map((cell, i) => html`<th scope="col"${kind(i)}>${cell}</th>`);
  const tr = rows.map(
    row =>
      html`<tr>${row.map((cell, i) => (i ? html`<td${kind(i)}>${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`,
  );
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${th}</tr></thead><tbody>${tr}</tbody></table></div>`;
};

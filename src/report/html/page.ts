import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {afterAction} from '../document/after-action.js';
import type {Document, Section} from '../document/document.js';
import {blockOf} from './blocks.js';
import {DRILL_STYLE} from './drill-style.js';
import {html, Markup} from './markup.js';
import {STYLE} from './style.js';

/** Nothing is loaded and nothing runs: the page is the same offline, attached to a mail, in ten years. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The after-action report as one self-contained page. */
export const htmlReport = (view: RunView, card: ScoreCard): string => pageOf(afterAction(view, card));

/** A document as one page. */
export function pageOf({title, name, head, sections, mark, language}: Document): string {
  return wholePage(
    name,
    mark === undefined ? undefined : onEveryPage(mark),
    html`${mark === undefined ? undefined : html`<p class="drill">${mark}</p>`}<header><h1>${title}</h1>
${head.map(
  block => html`${blockOf(block)}
`,
)}</header><main>
${sections.map(sectionOf)}</main>`,
    language,
  );
}

/** A page around a body: the policy that lets nothing be loaded or run, the look, and what one page adds to it. */
export function wholePage(name: string, style: Markup | undefined, body: Markup, language = 'en'): string {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${name}</title><style>${new Markup(STYLE)}${style}</style></head>
<body>${body}</body></html>
`.text;
}

/** What stands at the top and the bottom of every page of paper. */
function onEveryPage(mark: string): Markup {
  const text = mark.replaceAll(/[^\p{L}\p{N} ·]/gu, '');
  return new Markup(
    `${DRILL_STYLE}@page { margin: 16mm 12mm; @top-center { content: "${text}"; font: 700 9pt system-ui, sans-serif; } @bottom-center { content: "${text} · " counter(page) "/" counter(pages); font: 8pt system-ui, sans-serif; } }`,
  );
}

const sectionOf = ({title, figure, blocks}: Section): Markup => html`<h2>${title}</h2>
${
  figure &&
  html`<p class="score">${figure.value} <span class="muted small">${figure.of}</span></p>
`
}${blocks.map(
  block => html`${blockOf(block)}
`,
)}`;

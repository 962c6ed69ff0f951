import type {ScoreCard} from '../../score/card.js';
import type {RunView} from '../../view/view.js';
import {afterAction} from '../document/after-action.js';
import type {Section} from '../document/document.js';
import {blockOf} from './blocks.js';
import {html, Markup} from './markup.js';
import {STYLE} from './style.js';

/** Nothing is loaded and nothing runs: the page is the same offline, attached to a mail, in ten years. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The after-action report as one self-contained page. */
export function htmlReport(view: RunView, card: ScoreCard): string {
  const {title, name, head, sections} = afterAction(view, card);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>${name}</title><style>${new Markup(STYLE)}</style></head>
<body><header><h1>${title}</h1>
${head.map(
  block => html`${blockOf(block)}
`,
)}</header><main>
${sections.map(sectionOf)}</main></body></html>
`.text;
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

import {printableJson} from '../../lib/text/printable.js';
import {
  type Block,
  type Evidence,
  type Inline,
  type Item,
  partsOf,
  type Scenario,
  type Text,
} from '../document/document.js';
import {lanesMarkup} from './lanes.js';
import {badge, html, link, type Markup, scenarioLink, tableOf} from './markup.js';
import {tilesMarkup} from './tiles.js';
import {timeline} from './timeline.js';
import {usage} from './usage.js';

/** A text as markup. */
export const textOf = (text: Text): Markup => html`${partsOf(text).map(inline)}`;

function inline(part: Inline): Markup {
  if (typeof part === 'string') return html`${part}`;
  if ('code' in part) return html`<code>${part.code}</code>`;
  if ('strong' in part) return html`<strong>${part.strong}</strong>`;
  if ('url' in part) return link(part.url);
  if ('scenario' in part) return scenarioLink(part.scenario, part.title);
  if ('verdict' in part) return badge(part);
  return html`<strong class="${part.tone}">${part.mark} ${part.word}</strong>`;
}

const LOOKS = {quiet: 'muted', small: 'muted small', notice: 'simulated'} as const;

/** A block as markup. */
export function blockOf(block: Block): Markup {
  switch (block.kind) {
    case 'paragraph':
      return block.look
        ? html`<p class="${LOOKS[block.look]}">${textOf(block.text)}</p>`
        : html`<p>${textOf(block.text)}</p>`;
    case 'on paper':
      return html`<p class="muted small paper">${block.text}</p>`;
    case 'list':
      return listOf(block);
    case 'facts':
      return html`<dl class="facts">${block.facts.map(
        fact => html`
<dt>${fact.name}</dt><dd>${itemOf(fact)}</dd>`,
      )}
</dl>`;
    case 'table':
      return tableBlock(block);
    case 'timeline':
      return html`<div class="scroll" tabindex="0">${timeline(block.attacks)}</div>`;
    case 'usage':
      return html`<div class="scroll" tabindex="0">${usage(block.rows)}</div>`;
    case 'coverage':
      return tilesMarkup(block.title, block.tiles);
    case 'lanes':
      return lanesMarkup(block);
    case 'part':
      return html`<h3>${block.title}</h3>${block.blocks.map(blockOf)}`;
    case 'evidence':
      return html`${block.evidence.map(evidenceOf)}`;
    case 'json':
      return html`<pre tabindex="0">${printableJson(block.value, 2)}</pre>`;
    case 'scenario':
      return scenarioOf(block);
  }
}

/** What follows an item stands on a line of its own. */
const itemOf = ({text, below = []}: Item): Markup => html`${textOf(text)}${below.map(one => html`<br>${textOf(one)}`)}`;

function listOf({items, look}: Extract<Block, {kind: 'list'}>): Markup {
  const li = items.map(item => html`<li>${itemOf(item)}</li>`);
  if (look === 'numbered') return html`<ol>${li}</ol>`;
  return look === 'columns' ? html`<ul class="columns">${li}</ul>` : html`<ul>${li}</ul>`;
}

function tableBlock({head, rows, numeric, insteadOf}: Extract<Block, {kind: 'table'}>): Markup {
  const table = tableOf(
    head,
    rows.map(row => row.map(textOf)),
    numeric,
  );
  return insteadOf === undefined
    ? table
    : html`<details class="screen"><summary>${insteadOf}</summary><div>${table}</div></details>`;
}

function evidenceOf({title, aside, url, document}: Evidence): Markup {
  const whole =
    document === undefined
      ? html`<p class="muted">Its document was not kept.</p>`
      : html`<pre tabindex="0">${printableJson(document, 2)}</pre>`;
  return html`<details class="evidence"><summary><span>${title}</span><span class="muted small">${aside}</span></summary><div>${url === undefined ? undefined : html`<p>${link(url)}</p>`}${whole}</div></details>`;
}

/** The id is inside the box, since a browser opens a box to show what a link leads to in it. */
const scenarioOf = ({id, title, verdict, open, blocks}: Scenario): Markup =>
  html`<details class="scenario"${open ? html` open=""` : undefined}><summary><span>${title}</span>${badge({verdict})}</summary><div id="${id}">
${blocks.map(
  block => html`${blockOf(block)}
`,
)}</div></details>
`;

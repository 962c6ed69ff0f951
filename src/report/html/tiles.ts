import type {Tile} from '../document/document.js';
import {tileText} from '../document/rehearsed.js';
import {markOf} from './looks.js';
import {html, type Markup} from './markup.js';

/** A catalogue as a grid of tiles. It is a list of words, which can be read aloud, searched and copied. */
export const tilesMarkup = (title: string, tiles: readonly Tile[]): Markup =>
  html`<h3>${title}</h3><ul class="tiles">${tiles.map(tileMarkup)}</ul>`;

function tileMarkup(tile: Tile): Markup {
  const {id, name, worst, scenarios} = tile;
  const all = scenarios.map(({title, ending}) => `${title}: ${ending ?? 'not judged'}`).join('\n');
  const ended = scenarios.length
    ? html`<span class="ending">${worst ? `${markOf(worst)} ${worst}` : 'not judged'}</span> `
    : undefined;
  return html`
<li class="cell ${worst?.replace(' ', '-') ?? 'none'}"${all ? html` title="${all}"` : undefined}><strong>${id}</strong> <span class="count">${tileText(tile)}</span> ${ended}<span class="name">${name}</span></li>`;
}

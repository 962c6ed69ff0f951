import type {RunView} from '../../view/view.js';
import type {Size} from '../text/layout.js';
import {cutLine, type Line, line, textOf} from '../text/line.js';
import {wrapLine} from '../text/wrap-line.js';
import {scrollOf, type UiState} from '../ui-state.js';
import type {Pane} from './detail.js';
import {evidenceLines} from './evidence.js';
import {type FeedEntry, feedLine} from './feed.js';
import {keyLines} from './frame.js';

/** All lines of the scroll view that fills the screen, none of them cut: keys, feed, or the selected evidence. */
export function scrollContent(
  ui: UiState,
  view: RunView,
  feed: readonly FeedEntry[],
  pane: Pane,
  ascii: boolean,
): Line[] {
  return linesOf(ui, view, feed, pane, ascii).flatMap(l => wrapLine(l, pane.width));
}

function linesOf(ui: UiState, view: RunView, feed: readonly FeedEntry[], pane: Pane, ascii: boolean): Line[] {
  if (ui.screen === 'keys') return keyLines(ascii);
  if (ui.screen === 'feed') return feed.length ? feed.map(feedLine) : [line(' nothing has happened yet', 'muted')];
  const scenario = view.scenarios[ui.selected];
  return scenario ? evidenceLines(scenario, ui.open, pane) : [line(' no scenario is selected', 'muted')];
}

/** The places of the lines that hold the query, ignoring case; none for an empty query. */
export function matchesOf(lines: readonly Line[], query: string): number[] {
  if (!query) return [];
  const wanted = query.toLowerCase();
  return lines.flatMap((l, index) => (textOf(l).toLowerCase().includes(wanted) ? [index] : []));
}

/** The visible part of a scroll view, with what the search found marked. */
export function visibleLines(lines: readonly Line[], ui: UiState, page: number, pane: Pane): Line[] {
  const from = scrollOf(ui, {lines: lines.length, page});
  return lines
    .slice(from, from + page)
    .map(l => cutLine(ui.query ? markIn(l, ui.query.toLowerCase()) : l, pane.width, pane.symbols.ellipsis));
}

/** Splits the spans of a line so that every occurrence of the query is one of its own. */
function markIn(spans: Line, query: string): Line {
  return spans.flatMap(part => {
    const lower = part.text.toLowerCase();
    const pieces: Line[number][] = [];
    let from = 0;
    for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
      pieces.push(
        {...part, text: part.text.slice(from, at)},
        {...part, text: part.text.slice(at, at + query.length), marked: true},
      );
      from = at + query.length;
    }
    return [...pieces, {...part, text: part.text.slice(from)}].filter(p => p.text);
  });
}

/** Lines between header and footer: what a view over the whole screen can show at once. */
export const pageOf = ({rows}: Size): number => Math.max(0, rows - 4);

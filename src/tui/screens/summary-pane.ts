import type {SummaryScore} from '../../report/summary.js';
import type {Symbols} from '../../view/symbols.js';
import type {RunView} from '../../view/view.js';
import {layoutFor, type Size} from '../text/layout.js';
import {cutLine, type Line, line} from '../text/line.js';
import {scoreLines} from './closing.js';

/** The summary at the end, and how many of its lines the pane shows at once. */
export interface SummaryPane {
  lines: readonly Line[];
  page: number;
}

/** The summary as the screen has room for it. */
export function summaryPane(view: RunView, score: SummaryScore | undefined, size: Size, symbols: Symbols): SummaryPane {
  const {detailWidth, detailHeight} = layoutFor(size, view.scenarios.length, view.ended !== undefined);
  const lines = scoreLines(view, score, {width: detailWidth, symbols});
  // One line is for what says that there is more.
  return {lines, page: lines.length > detailHeight ? Math.max(1, detailHeight - 1) : detailHeight};
}

/** As many lines as fit; where that is not all, the last one says how many more there are and which key shows them. */
export function windowOf(
  lines: readonly Line[],
  height: number,
  from: number,
  hint: string,
  pane: {width: number; symbols: Symbols},
): Line[] {
  if (lines.length <= height || height < 1) return lines.slice(0, Math.max(0, height));
  const page = Math.max(1, height - 1);
  const start = Math.min(from, lines.length - page);
  const below = lines.length - start - page;
  const parts = [below ? `${below} more below` : '', start ? `${start} above` : ''].filter(Boolean);
  const more = line(` ${pane.symbols.ellipsis} ${parts.join(', ')}: ${hint}`, 'muted');
  return [...lines.slice(start, start + page), cutLine(more, pane.width, pane.symbols.ellipsis)].slice(-height);
}

/** The size of a terminal. */
export interface Size {
  columns: number;
  rows: number;
}

/** How the board's screen is divided; heights are lines, without the rules between them. */
export interface Layout {
  /** `refused`: too small for anything · `wide`: detail beside the board · else one under the other. */
  shape: 'refused' | 'stacked' | 'wide';
  boardWidth: number;
  boardHeight: number;
  detailWidth: number;
  detailHeight: number;
  feedHeight: number;
}

const WIDE_FROM = 120;
const MIN: Size = {columns: 40, rows: 12};
/** Header, footer, and the rule under the header and above the footer. */
const FRAME = 4;

/**
 * Divides the screen by its size and the number of scenarios alone, so that nothing moves while a run goes on. At its
 * end the summary takes the place of the feed, where one stands under the other.
 */
export function layoutFor({columns, rows}: Size, scenarios: number, ended = false): Layout {
  const inner = rows - FRAME;
  if (columns < MIN.columns || rows < MIN.rows) return {...NOTHING, shape: 'refused'};
  if (columns >= WIDE_FROM) {
    const height = Math.min(Math.max(scenarios + 1, Math.ceil(inner * 0.6)), inner - 4);
    const feedHeight = inner - height - 1;
    const boardWidth = Math.max(72, Math.floor(columns * 0.52));
    return {
      shape: 'wide',
      boardWidth,
      boardHeight: height,
      detailWidth: columns - boardWidth - 2,
      detailHeight: height,
      feedHeight,
    };
  }
  const feedHeight = rows < 20 || ended ? 0 : Math.max(2, Math.floor(inner / 7));
  const rest = inner - 1 - (feedHeight ? feedHeight + 1 : 0);
  // A long board gets more than half: finding the one bad row takes less scrolling, and the detail can be opened.
  const boardHeight = Math.min(scenarios + 1, Math.ceil(rest * (scenarios > rest ? 0.6 : 0.5)));
  return {
    shape: 'stacked',
    boardWidth: columns,
    boardHeight,
    detailWidth: columns,
    detailHeight: rest - boardHeight,
    feedHeight,
  };
}

const NOTHING = {boardWidth: 0, boardHeight: 0, detailWidth: 0, detailHeight: 0, feedHeight: 0};

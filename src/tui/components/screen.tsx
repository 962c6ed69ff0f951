import {Box, Text} from 'ink';
import type {SummaryScore} from '../../report/summary.js';
import {plain, type Symbols} from '../../view/symbols.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import type {KeyContext} from '../keymap.js';
import {boardLines} from '../screens/board.js';
import {stoppingLines} from '../screens/closing.js';
import {detailLines, type Pane} from '../screens/detail.js';
import {evidenceLines} from '../screens/evidence.js';
import {type FeedEntry, feedLine} from '../screens/feed.js';
import {footerLine, headerLine} from '../screens/frame.js';
import {prepareLines} from '../screens/prepare.js';
import {pageOf, scrollContent, visibleLines} from '../screens/scroll-view.js';
import {summaryPane, windowOf} from '../screens/summary-pane.js';
import {selectionOf, shownRows} from '../shown.js';
import {type Layout, layoutFor, type Size} from '../text/layout.js';
import {cutLine, type Line, line} from '../text/line.js';
import type {UiState} from '../ui-state.js';
import {Lines} from './lines.js';

/** Everything that a picture of the console is made from. */
export interface ScreenProps {
  view: RunView;
  feed: readonly FeedEntry[];
  score: SummaryScore | undefined;
  ui: UiState;
  keys: KeyContext;
  /** Milliseconds of the run, as of the last tick. */
  nowMs: number;
  size: Size;
  replay: boolean;
  ascii: boolean;
  symbols: Symbols;
}

/** One whole picture of the console, exactly as large as the terminal. */
export function Screen(props: ScreenProps) {
  const {view, size, ui, keys, ascii, symbols} = props;
  const layout = layoutFor(size, view.scenarios.length, view.ended !== undefined);
  const width = size.columns;
  if (layout.shape === 'refused') return <TooSmall {...size} />;
  return (
    <Box flexDirection="column" width={width} height={size.rows}>
      <Lines lines={[headerLine({...props, width}), ruleOf(width, symbols)]} width={width} height={2} />
      {ui.screen === 'board' ? <Board {...props} layout={layout} /> : <Full {...props} />}
      <Lines lines={[ruleOf(width, symbols), footerLine(keys, ui, width, ascii)]} width={width} height={2} />
    </Box>
  );
}

const ruleOf = (width: number, symbols: Symbols): Line => line(symbols.rule.repeat(width), 'muted');

/** Said in place of a picture that nobody could read. */
function TooSmall({columns, rows}: Size) {
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Text wrap="wrap">{`kubedrill needs 40x12, this terminal is ${columns}x${rows}. The drill goes on; q stops it.`}</Text>
    </Box>
  );
}

/** One list over the whole screen: evidence, feed, or keys. */
function Full({view, feed, ui, size, ascii, symbols}: ScreenProps) {
  const pane: Pane = {width: size.columns, symbols};
  const height = pageOf(size);
  return (
    <Lines
      lines={visibleLines(scrollContent(ui, view, feed, pane, ascii), ui, height, pane)}
      width={size.columns}
      height={height}
    />
  );
}

function Board(props: ScreenProps & {layout: Layout}) {
  const {view, feed, ui, nowMs, size, symbols, layout} = props;
  const preparing = isPreparing(view) && !ui.stopping;
  const rows = shownRows(view, ui);
  const board = boardLines({
    scenarios: rows.flatMap(place => view.scenarios[place] ?? []),
    selected: rows.indexOf(selectionOf(rows, view, ui)),
    filtered: filterText(ui, rows.length, view.scenarios.length),
    nowMs,
    ended: view.ended !== undefined,
    width: layout.boardWidth,
    height: layout.boardHeight,
    symbols,
  });
  const pane = {width: layout.detailWidth, height: layout.detailHeight, symbols};
  const rule = ruleOf(size.columns, symbols);
  const feedPart = layout.feedHeight > 0 && (
    <Lines
      lines={[rule, ...feed.slice(-layout.feedHeight).map(e => cutLine(feedLine(e), size.columns, symbols.ellipsis))]}
      width={size.columns}
      height={layout.feedHeight + 1}
    />
  );
  if (layout.shape === 'wide') {
    const wall = Array.from({length: layout.boardHeight}, () => line(` ${symbols.wall}`, 'muted'));
    return (
      <>
        <Box height={layout.boardHeight} flexShrink={0}>
          <Lines lines={board} width={layout.boardWidth} height={layout.boardHeight} />
          <Lines lines={wall} width={2} height={layout.boardHeight} />
          <Lines lines={paneLines(props, pane, evidenceOf)} width={layout.detailWidth} height={layout.detailHeight} />
        </Box>
        {feedPart}
      </>
    );
  }
  const height = layout.boardHeight + 1 + layout.detailHeight;
  const stacked = preparing
    ? prepareLines(view, nowMs, pane)
    : [...filled(board, layout.boardHeight), rule, ...paneLines(props, pane, detailLines)];
  return (
    <>
      <Lines lines={stacked} width={size.columns} height={height} />
      {feedPart}
    </>
  );
}

/** What the head of the board says of a filter: without it, a short board would look like a short drill. */
const filterText = ({filter, onlyBad}: UiState, shown: number, all: number): string =>
  filter || onlyBad
    ? `${[onlyBad ? 'failures' : '', filter && `/${filter}`].filter(Boolean).join(' ')}: ${shown} of ${all}`
    : '';

const filled = (lines: readonly Line[], height: number): Line[] => [
  ...lines,
  ...Array.from({length: Math.max(0, height - lines.length)}, () => line('')),
];

/** Nothing has been attacked yet, and the run has not ended either. */
const isPreparing = (view: RunView): boolean => !view.ended && view.scenarios.every(s => s.phase === undefined);

/** What stands in the detail pane: the way up, the way down, the score, or the selected scenario. */
function paneLines(
  {view, score, ui, nowMs, size, ascii}: ScreenProps,
  pane: Pane & {height: number},
  detail: (scenario: ScenarioView, pane: Pane) => Line[],
): Line[] {
  const {height} = pane;
  if (ui.stopping && !view.ended) return stoppingLines(view, nowMs, pane);
  if (isPreparing(view)) return prepareLines(view, nowMs, pane);
  const selected = view.scenarios[selectionOf(shownRows(view, ui), view, ui)];
  if (view.ended && !ui.showScenario) {
    const {lines} = summaryPane(view, score, size, pane.symbols);
    return windowOf(lines, height, ui.summaryScroll, 'PgDn, PgUp', pane);
  }
  if (!selected) return [];
  return windowOf(detail(selected, pane), height, 0, plain('⏎ shows all', ascii), pane);
}

/** A pane with room to spare shows the documents as well. */
const evidenceOf = (scenario: ScenarioView, pane: Pane): Line[] =>
  evidenceLines(scenario, false, pane).map(l => cutLine(l, pane.width, pane.symbols.ellipsis));

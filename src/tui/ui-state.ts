import type {Command, ScreenName} from './keymap.js';

/** What the person at the console has chosen; none of it is known to the drill. */
export interface UiState {
  screen: ScreenName;
  /** Where `back` leads from the overlay of the keys. */
  under: Exclude<ScreenName, 'keys'>;
  /** The place of the selected scenario. */
  selected: number;
  /** The first visible line of a scroll view. */
  scroll: number;
  /** The same for the overlay of the keys, which lies over another view. */
  keysScroll: number;
  /** The feed follows its end until somebody scrolls up. */
  follow: boolean;
  /** Documents of the evidence are shown to their last level. */
  open: boolean;
  /** Only rows of the board that hold this. */
  filter: string;
  /** Only rows of the board that need attention. */
  onlyBad: boolean;
  /** The first visible line of the summary at the end. */
  summaryScroll: number;
  /** What is searched for; `typing` while it is being entered. */
  query: string;
  typing: boolean;
  /** The line of the match that was gone to last; -1 before the first. */
  match: number;
  /** At the end: the selected scenario instead of the score. */
  showScenario: boolean;
  paused: boolean;
  stopping: boolean;
}

export const initialUi: UiState = {
  screen: 'board',
  under: 'board',
  selected: 0,
  scroll: 0,
  keysScroll: 0,
  follow: true,
  open: false,
  filter: '',
  onlyBad: false,
  summaryScroll: 0,
  query: '',
  typing: false,
  match: -1,
  showScenario: false,
  paused: false,
  stopping: false,
};

/** What a command needs to know of the screen: sizes of lists, and the lines that match the search. */
export interface Extent {
  /** The rows of the board, as places in the plan, and the one that is marked; -1 where there is none. */
  rows: readonly number[];
  selected: number;
  /** The run is over: the score stands in the detail pane until a scenario is selected. */
  ended: boolean;
  /** Lines of the scroll view, and how many of them are visible. */
  lines: number;
  page: number;
  /** The same of the summary at the end. */
  summary: {lines: number; page: number};
  /** Places of the lines that the search found, ascending. */
  matches: readonly number[];
}

/** What a command makes of the state; pure, so that keys are tested without a terminal. */
export function reduceUi(state: UiState, command: Command, extent: Extent): UiState {
  switch (command) {
    case 'evidence':
      return extent.selected < 0 ? state : openEvidence(state, extent);
    case 'filter':
      return {...state, typing: true, filter: ''};
    case 'unfilter':
      return {...state, filter: '', onlyBad: false};
    case 'only bad':
      return {...state, onlyBad: !state.onlyBad};
    case 'feed':
      return {...state, screen: 'feed', under: 'feed', follow: true, query: '', scroll: lastScroll(extent)};
    case 'keys':
      return {...state, screen: state.screen === 'keys' ? state.under : 'keys', keysScroll: 0};
    case 'back':
      return state.screen === 'keys'
        ? {...state, screen: state.under}
        : {...state, screen: 'board', under: 'board', query: ''};
    case 'fold':
      return {...state, open: !state.open};
    case 'score':
      return {...state, showScenario: !state.showScenario};
    case 'search':
      return {...state, typing: true, query: '', match: scrollOf(state, extent) - 1, open: true};
    case 'next match':
    case 'previous match':
      return toMatch(state, command === 'next match', extent);
    case 'pause':
      return {...state, paused: !state.paused};
    case 'stop':
      return {...state, stopping: true};
    case 'skip':
    case 'acknowledge':
    case 'leave':
      return state;
    default:
      if (state.screen !== 'board') return scroll(state, command, extent);
      return turnsSummary(state, command, extent) ? turn(state, command, extent) : select(state, command, extent);
  }
}

const openEvidence = (state: UiState, {selected, ended}: Extent): UiState => ({
  ...{...state, selected, showScenario: ended || state.showScenario},
  ...({screen: 'evidence', under: 'evidence', scroll: 0, open: false, query: ''} as const),
});

/** A key press while a search or a filter is being entered: letters join it, enter goes to the first match. */
export function typeSearch(
  state: UiState,
  input: string,
  key: {return?: boolean; escape?: boolean; backspace?: boolean},
): UiState {
  if (key.return) return {...state, typing: false};
  const typed = (text: string) => (state.screen === 'board' ? {...state, filter: text} : {...state, query: text});
  if (key.escape) return {...typed(''), typing: false};
  if (key.backspace) return typed(typedText(state).slice(0, -1));
  return typed(typedText(state) + input);
}

/** What is being entered: a filter on the board, elsewhere what is searched for. */
export const typedText = ({screen, filter, query}: UiState): string => (screen === 'board' ? filter : query);

/** The first visible line, kept inside the view; the feed sticks to its end while it is followed. */
export const scrollOf = (state: UiState, extent: Pick<Extent, 'lines' | 'page'>): number =>
  state.screen === 'feed' && state.follow
    ? lastScroll(extent)
    : Math.min(state.screen === 'keys' ? state.keysScroll : state.scroll, lastScroll(extent));

const lastScroll = ({lines, page}: Pick<Extent, 'lines' | 'page'>): number => Math.max(0, lines - page);

type Move = 'up' | 'down' | 'page up' | 'page down' | 'first' | 'last';

function moved(from: number, move: Move, page: number, last: number): number {
  const to = {up: from - 1, down: from + 1, 'page up': from - page, 'page down': from + page, first: 0, last}[move];
  return Math.max(0, Math.min(to, last));
}

const select = (state: UiState, move: Move, {rows, selected, ended}: Extent): UiState => ({
  ...state,
  selected: rows[moved(Math.max(0, rows.indexOf(selected)), move, 5, Math.max(0, rows.length - 1))] ?? 0,
  showScenario: ended,
});

/** While the summary stands beside the board, pages are its pages. */
const turnsSummary = (state: UiState, move: Move, {ended, summary}: Extent): boolean =>
  ended && !state.showScenario && summary.lines > summary.page && (move === 'page up' || move === 'page down');

const turn = (state: UiState, move: Move, {summary}: Extent): UiState => ({
  ...state,
  summaryScroll: moved(state.summaryScroll, move, Math.max(1, summary.page - 1), lastScroll(summary)),
});

function scroll(state: UiState, move: Move, extent: Extent): UiState {
  const last = lastScroll(extent);
  const to = moved(scrollOf(state, extent), move, Math.max(1, extent.page - 1), last);
  return state.screen === 'keys' ? {...state, keysScroll: to} : {...state, scroll: to, follow: to === last};
}

/** To the next match after the last one, or the one before it; around the end. */
function toMatch(state: UiState, forward: boolean, {matches}: Extent): UiState {
  const at = state.match;
  const found = forward ? (matches.find(m => m > at) ?? matches[0]) : (matches.findLast(m => m < at) ?? matches.at(-1));
  return found === undefined ? state : {...state, match: found, scroll: Math.max(0, found - 2), follow: false};
}

import {type Key, useInput, useStdin, useWindowSize} from 'ink';
import {useEffect, useMemo, useRef, useState, useSyncExternalStore} from 'react';
import type {SummaryScore} from '../../report/summary.js';
import {symbolsFor} from '../../view/symbols.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {type Command, commandOf, type KeyContext} from '../keymap.js';
import {matchesOf, pageOf, scrollContent} from '../screens/scroll-view.js';
import {summaryPane} from '../screens/summary-pane.js';
import {selectionOf, shownRows} from '../shown.js';
import type {ViewStore} from '../store.js';
import type {Ticker} from '../ticker.js';
import {type Extent, initialUi, reduceUi, typeSearch, type UiState} from '../ui-state.js';
import {Screen} from './screen.js';

/** What the console can ask of the run. A key whose command is absent is not offered. */
export interface Commands {
  /** Called at every request to stop: the caller decides what the second one means. */
  onStop: () => void;
  onSkip?: (scenario: string) => void;
  onPause?: (paused: boolean) => void;
  onAcknowledge?: (alert: string) => void;
  onLeave: () => void;
}

export interface ConsoleProps {
  store: ViewStore;
  ticker: Ticker;
  commands: Commands;
  ascii: boolean;
  replay: boolean;
  score?: (view: RunView) => SummaryScore;
}

const still = () => () => {};

/** A scenario can be ended until it is judged, and after that while people respond to it. */
const isUnderWay = ({verdict, phase}: ScenarioView): boolean => verdict === undefined || phase === 'respond';

/** The console: shows what the store has, and turns keys into commands. Knows nothing of how a drill is run. */
export function Console({store, ticker, commands, ascii, replay, score}: ConsoleProps) {
  const {view, feed} = useSyncExternalStore(store.subscribe, store.get);
  const running = view.started !== undefined && view.ended === undefined;
  const tickMs = useSyncExternalStore(running ? ticker.subscribe : still, ticker.get);
  const size = useWindowSize();
  const [ui, setUi] = useState(initialUi);
  const latest = useRef(ui); // several keys may arrive before the next picture
  const symbols = useMemo(() => symbolsFor(ascii), [ascii]);
  const card = useMemo(() => (view.ended && view.scenarios.length ? score?.(view) : undefined), [view, score]);
  const {isRawModeSupported} = useStdin();
  const apply = (next: UiState) => {
    latest.current = next;
    setUi(next);
  };
  const contextOf = (state: UiState): KeyContext => ({
    screen: state.screen,
    ended: view.ended !== undefined,
    stopping: state.stopping,
    paused: state.paused,
    replay,
    canSkip: commands.onSkip !== undefined,
    canPause: commands.onPause !== undefined,
    canAcknowledge: commands.onAcknowledge !== undefined && view.scenarios.some(s => s.plan.response),
    responding: view.scenarios[selectionOf(shownRows(view, state), view, state)]?.phase === 'respond',
    filtered: state.filter !== '' || state.onlyBad,
  });
  const extentOf = (state: UiState): Extent => {
    const lines = scrollContent(state, view, feed, {width: size.columns, symbols}, ascii);
    const rows = shownRows(view, state);
    const summary = summaryPane(view, card, size, symbols);
    return {
      ...{rows, selected: selectionOf(rows, view, state), summary: {lines: summary.lines.length, page: summary.page}},
      ended: view.ended !== undefined,
      lines: lines.length,
      page: pageOf(size),
      matches: matchesOf(lines, state.query),
    };
  };
  const perform = (command: Command) => {
    const state = latest.current;
    const extent = extentOf(state);
    const next = reduceUi(state, command, extent);
    apply(next);
    const scenario = view.scenarios[extent.selected];
    if (command === 'stop') commands.onStop();
    if (command === 'leave') commands.onLeave();
    if (command === 'pause') commands.onPause?.(next.paused);
    if (command === 'skip' && scenario && isUnderWay(scenario)) commands.onSkip?.(scenario.plan.id);
    const alert = scenario?.signals.find(signal => signal.alert !== undefined)?.alert;
    if (command === 'acknowledge' && alert !== undefined) commands.onAcknowledge?.(alert);
  };
  const search = (input: string, key: Key) => {
    // Typed or pasted faster than it is read, the text and its enter arrive as one.
    const [text = '', ...rest] = input.split(/[\r\n]/);
    const typed = key.return ? latest.current : typeSearch(latest.current, text, key);
    const done = key.return || rest.length > 0 ? typeSearch(typed, '', {return: true}) : typed;
    const isSearch = !done.typing && !key.escape && done.screen !== 'board';
    apply(isSearch ? reduceUi(done, 'next match', extentOf(done)) : done);
  };
  useInput(
    (input, key) => {
      // Keys typed faster than they are read arrive as one piece of text; what follows a slash is searched for.
      for (let at = 0; at < Math.max(1, input.length); at++) {
        if (latest.current.typing && !key.ctrl) return search(input.slice(at), key);
        const letter = input.length > 1 ? input.charAt(at) : input;
        const command = commandOf(letter, key, contextOf(latest.current));
        if (command) perform(command);
      }
    },
    {isActive: isRawModeSupported},
  );
  const over = ui.stopping && view.ended !== undefined;
  useEffect(() => {
    if (over) commands.onLeave();
  }, [over, commands]);
  return (
    <Screen
      view={view}
      feed={feed}
      score={card}
      ui={ui}
      keys={contextOf(ui)}
      nowMs={view.ended?.ms ?? tickMs}
      size={size}
      replay={replay}
      ascii={ascii}
      symbols={symbols}
    />
  );
}

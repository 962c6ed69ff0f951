import {renderToString} from 'ink';
import type {DrillEvent} from '../../src/events/events.js';
import {Screen} from '../../src/tui/components/screen.js';
import {type FeedEntry, feedEntry} from '../../src/tui/screens/feed.js';
import {initialUi, type UiState} from '../../src/tui/ui-state.js';
import {RunFold} from '../../src/view/fold.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {type DrillOptions, drillEvents} from './events.js';
import {SAMPLE_SCORE} from './score.js';

/** What a picture of the console is to show. */
export interface Picture {
  columns: number;
  rows: number;
  drill?: DrillOptions;
  /** Other events than those of the synthetic drill. */
  events?: readonly DrillEvent[];
  ui?: Partial<UiState>;
  ascii?: boolean;
  replay?: boolean;
}

/** The console as it looks at one moment of the synthetic drill, without a terminal. */
export function picture({columns, rows, drill, events, ui, ascii = false, replay = false}: Picture): string {
  const symbols = symbolsFor(ascii);
  const feed: FeedEntry[] = [];
  const fold = new RunFold();
  for (const event of events ?? drillEvents(drill)) {
    fold.add(event);
    const entry = feedEntry(event, fold.about(event), symbols);
    if (entry) feed.push(entry);
  }
  const {view} = fold;
  const state = {...initialUi, ...ui};
  const ended = view.ended !== undefined;
  const {screen, stopping, paused} = state;
  return renderToString(
    <Screen
      view={view}
      feed={feed}
      score={ended ? SAMPLE_SCORE : undefined}
      ui={state}
      keys={{screen, ended, stopping, paused, replay, canSkip: true, canPause: true}}
      nowMs={view.nowMs}
      size={{columns, rows}}
      replay={replay}
      ascii={ascii}
      symbols={symbols}
    />,
    {columns},
  );
}

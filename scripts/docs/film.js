// The film of the README: console frames of a recorded run, as an SVG that moves without a script. It is
// written to stdout: docs.js runs this in a process of its own, because colours are settled when a process starts.
import {readFileSync} from 'node:fs';
import {renderToString} from 'ink';
import {createElement} from 'react';
import {packaged} from '../../build/lib/paths.js';
import {scoreRun} from '../../build/score/card.js';
import {Screen} from '../../build/tui/components/screen.js';
import {feedEntry} from '../../build/tui/screens/feed.js';
import {initialUi} from '../../build/tui/ui-state.js';
import {RunFold} from '../../build/view/fold.js';
import {symbolsFor} from '../../build/view/symbols.js';
import {filmOf} from './svg.js';

const [COLUMNS, ROWS] = [88, 22];
/** A recorded drill on the simulated cluster whose rule for exec waits for `create`, as kubectl opened it before 1.31. */
const RUN = packaged('test', 'fixtures', 'runs', 'film', 'events.ndjson');
const symbols = symbolsFor(false);
const events = readFileSync(RUN, 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line));

/** The console once these many events are told, with this of it chosen by a person. */
function frame(count, ui = {}) {
  const fold = new RunFold();
  const feed = [];
  for (const event of events.slice(0, count)) {
    fold.add(event);
    const entry = feedEntry(event, fold.about(event), symbols);
    if (entry) feed.push(entry);
  }
  const {view} = fold;
  const ended = view.ended !== undefined;
  const state = {...initialUi, ...ui};
  const screen = createElement(Screen, {
    ...{view, feed, ui: state, symbols, replay: true, ascii: false, nowMs: view.nowMs},
    score: ended ? scoreRun(view) : undefined,
    keys: {screen: state.screen, ended, replay: true, canSkip: false, canPause: false},
    size: {columns: COLUMNS, rows: ROWS},
  });
  return renderToString(screen, {columns: COLUMNS}).split('\n');
}

/** Seven seconds of drill, whatever it took: a picture for each tenth of its events. Then the score, then the miss. */
const STEPS = 20;
const missed = events.find(e => e.type === 'run.started').scenarios.findIndex(s => s.id === 'pod-exec');
const scenes = [
  ...Array.from({length: STEPS}, (_, i) => ({
    lines: frame(Math.round((events.length * (i + 1)) / (STEPS + 1))),
    seconds: 0.3,
  })),
  {lines: frame(events.length), seconds: 2},
  {lines: frame(events.length, {selected: missed, showScenario: true}), seconds: 4.5},
];
process.stdout.write(
  filmOf(scenes, {
    ...{columns: COLUMNS, rows: ROWS},
    title: 'kubedrill replays a drill: five attacks are detected or prevented, one is missed, and the console says why',
  }),
);

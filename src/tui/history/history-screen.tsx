import {Text, useInput, useWindowSize} from 'ink';
import {useRef, useState} from 'react';
import type {Trend} from '../../history/page/trend.js';
import {symbolsFor} from '../../view/symbols.js';
import {Lines} from '../components/lines.js';
import {historyCommand} from './keymap.js';
import {HISTORY_MIN, historyLines, historyPage, listLines, stripRows} from './screen.js';
import {type HistoryUi, initialHistoryUi, reduceHistory} from './ui.js';

/** What the history screen shows, and whom it tells. */
export interface HistoryProps {
  trends: readonly Trend[];
  ascii: boolean;
  onLeave: () => void;
}

/** The nights of every drill and cluster. */
export function History({trends, ascii, onLeave}: HistoryProps) {
  const {columns: width, rows: height} = useWindowSize();
  const [ui, setUi] = useState(initialHistoryUi);
  const latest = useRef(ui); // several keys may arrive before the next picture
  const symbols = symbolsFor(ascii);
  const inputOf = (state: HistoryUi) => ({trends, ui: state, width, height, ascii, symbols});
  useInput((input, key) => {
    for (const letter of input.length > 1 ? [...input] : [input]) {
      const state = latest.current;
      const command = historyCommand(letter, key, state.screen);
      if (command === 'leave') return onLeave();
      if (!command) continue;
      const trend = trends[state.trend];
      latest.current = reduceHistory(state, command, {
        ...{trends: trends.length, scenarios: trend?.scenarios.length ?? 0},
        ...{rows: stripRows(trend, width, height), page: historyPage(height)},
        lines: trend ? listLines(trend, inputOf(state)).length : 0,
      });
    }
    setUi(latest.current);
  });
  if (width < HISTORY_MIN.columns || height < HISTORY_MIN.rows) {
    const {columns, rows} = HISTORY_MIN;
    return <Text>{`The history needs ${columns}x${rows}, this terminal is ${width}x${height}. q leaves.`}</Text>;
  }
  return <Lines lines={historyLines(inputOf(ui))} width={width} height={height} />;
}

import {type Key, Text, useInput, useWindowSize} from 'ink';
import {useRef, useState} from 'react';
import {symbolsFor} from '../../view/symbols.js';
import {HOME_MIN, type HomeEntry, homeLines, homePage} from '../screens/home.js';
import {Lines} from './lines.js';

/** What the home screen shows, and whom it tells. */
export interface HomeProps {
  version: string;
  entries: readonly HomeEntry[];
  ascii: boolean;
  /** Called once, with the entry to begin or, when the person leaves, with nothing. */
  onChosen: (entry?: HomeEntry) => void;
}

/** The home screen: a list of what can be begun. */
export function Home({version, entries, ascii, onChosen}: HomeProps) {
  const {columns, rows} = useWindowSize();
  const [selected, setSelected] = useState(0);
  const latest = useRef(0); // several keys may arrive before the next picture
  const select = (to: number) => {
    latest.current = Math.max(0, Math.min(to, entries.length - 1));
    setSelected(latest.current);
  };
  useInput((input, key) => {
    for (const letter of input.length > 1 ? [...input] : [input]) {
      if (letter === 'q' || (key.ctrl && letter === 'c')) return onChosen();
      if (key.return || letter === '\r') return onChosen(entries[latest.current]);
      select(moved(latest.current, letter, key, homePage(rows), entries.length));
    }
  });
  if (columns < HOME_MIN.columns || rows < HOME_MIN.rows) {
    return <Text>{`kubedrill needs 40x12, this terminal is ${columns}x${rows}. q leaves.`}</Text>;
  }
  const symbols = symbolsFor(ascii);
  const lines = homeLines({version, entries, selected, width: columns, height: rows, ascii, symbols});
  return <Lines lines={lines} width={columns} height={rows} />;
}

function moved(from: number, letter: string, key: Key, page: number, count: number): number {
  if (key.upArrow || letter === 'k') return from - 1;
  if (key.downArrow || letter === 'j') return from + 1;
  if (key.pageUp) return from - page;
  if (key.pageDown) return from + page;
  if (key.home || letter === 'g') return 0;
  if (key.end || letter === 'G') return count - 1;
  return from;
}

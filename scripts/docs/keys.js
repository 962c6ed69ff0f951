import {table, text} from '../../build/report/markdown/text.js';
import {HISTORY_KEYS} from '../../build/tui/history/keymap.js';
import {KEYMAP} from '../../build/tui/keymap.js';
import {generalKeys, keysOf} from '../../build/tui/live/keymap.js';
import {en} from '../../build/tui/live/words/en.js';
import {withBlock} from './block.js';

const keysTable = bindings =>
  table([['key', 'what it does'], ...bindings.flatMap(({help}) => (help ? [[text(help.keys), help.does]] : []))]);

/** A page with the console's keys, as the `?` overlay has them. */
export const withKeys = path => withBlock(path, 'keys', keysTable(KEYMAP));

/** A page with the keys of the history's screen. */
export const withHistoryKeys = path => withBlock(path, 'history-keys', keysTable(HISTORY_KEYS));

const PARTS = {
  controls: 'Those who lead',
  trainer: 'Those who lead a workshop',
  responds: 'Those who respond',
  observes: 'Those who observe',
};

/** A page with the keys of live screens: those of every screen, then those of each part. */
export const withLiveKeys = path => {
  const listed = keys => table([['key', 'what it does'], ...keys.map(({keys: key, does}) => [text(key), does])]);
  const parts = Object.entries(PARTS).map(([kind, title]) => `### ${title}\n\n${listed(keysOf(kind, en))}`);
  return withBlock(path, 'live-keys', [listed(generalKeys(en)), ...parts].join('\n\n'));
};

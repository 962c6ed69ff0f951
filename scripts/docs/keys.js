import {table, text} from '../../build/report/markdown/text.js';
import {KEYMAP} from '../../build/tui/keymap.js';
import {GENERAL_KEYS, LIVE_KEYMAP} from '../../build/tui/live/keymap.js';
import {withBlock} from './block.js';

/** A page with the console's keys, as the `?` overlay has them. */
export const withKeys = path =>
  withBlock(
    path,
    'keys',
    table([['key', 'what it does'], ...KEYMAP.flatMap(({help}) => (help ? [[text(help.keys), help.does]] : []))]),
  );

const PARTS = {controls: 'Those who lead', responds: 'Those who respond', observes: 'Those who observe'};

/** A page with the keys of live screens: those of every screen, then those of each part. */
export const withLiveKeys = path => {
  const keysOf = bindings =>
    table([['key', 'what it does'], ...bindings.filter(({keys}) => keys).map(({keys, does}) => [text(keys), does])]);
  const parts = Object.entries(PARTS).map(
    ([kind, title]) => `### ${title}\n\n${keysOf(LIVE_KEYMAP[kind].map(({help}) => help))}`,
  );
  return withBlock(path, 'live-keys', [keysOf(GENERAL_KEYS), ...parts].join('\n\n'));
};

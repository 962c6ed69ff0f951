import {table, text} from '../../build/report/markdown/text.js';
import {KEYMAP} from '../../build/tui/keymap.js';
import {withBlock} from './block.js';

/** A page with the console's keys, as the `?` overlay has them. */
export const withKeys = path =>
  withBlock(
    path,
    'keys',
    table([['key', 'what it does'], ...KEYMAP.flatMap(({help}) => (help ? [[text(help.keys), help.does]] : []))]),
  );

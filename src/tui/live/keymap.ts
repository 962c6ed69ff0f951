import type {Hello} from '../../view/live/facts.js';
import {plain} from '../../view/symbols.js';
import {left, widthOf} from '../../view/text.js';
import {type Line, type Span, span, textOf} from '../text/line.js';
import {isOffered, type LiveAction, type Selected} from './actions/action.js';
import {WASH_ACTIONS} from './actions/all.js';
import {OBSERVE_ACTIONS} from './actions/observe.js';
import {RESPOND_ACTIONS} from './actions/respond.js';
import {STEER_ACTIONS} from './actions/steer.js';
import type {LiveContext} from './context.js';

/** What each part can do at a terminal, in the order of the footer. */
export const LIVE_KEYMAP: Readonly<Record<Hello['kind'], readonly LiveAction[]>> = {
  controls: [...STEER_ACTIONS, ...WASH_ACTIONS],
  responds: [...RESPOND_ACTIONS, ...WASH_ACTIONS],
  observes: [...OBSERVE_ACTIONS, ...WASH_ACTIONS],
  board: [],
};

/** Keys that mean the same on every screen. */
export const GENERAL_KEYS: readonly {keys: string; does: string}[] = [
  {keys: '↑ ↓', does: 'select, or scroll'},
  {keys: 'tab', does: 'to the next block; with shift to the one before'},
  {keys: '⏎', does: 'everything about what is selected; an inject is read then'},
  {keys: 'f', does: 'everything that happened'},
  {keys: 'esc', does: 'back; while something is entered: leave it be'},
  {keys: '?', does: 'this list'},
  {keys: 'q, Ctrl-C', does: 'leave'},
];

/** What the person may do now. */
export const offered = (context: LiveContext, selected: Selected): LiveAction[] =>
  LIVE_KEYMAP[context.hello.kind].filter(action => isOffered(action, context, selected));

/** The footer: as many keys as fit, the last ones always. */
export function liveFooter(context: LiveContext, selected: Selected, width: number): Line {
  const {ascii, hello} = context;
  const always = [...(hello.kind === 'board' ? [] : ['f feed']), '? keys', 'q leave'];
  const own = offered(context, selected).flatMap(({footer}) => footer ?? []);
  for (;;) {
    const footer = [...own, ...always].flatMap(text => keyText(plain(text, ascii)));
    if (widthOf(textOf(footer)) <= width || !own.length) return footer;
    own.pop();
  }
}

/** The key stands out from what it does. */
export function keyText(text: string): Span[] {
  const [key = '', ...rest] = text.split(' ');
  return [span(` ${key}`, 'ok'), span(` ${rest.join(' ')} `, 'muted')];
}

/** The overlay of all keys of a part. */
export const liveKeyLines = ({hello, ascii}: Pick<LiveContext, 'hello' | 'ascii'>): Line[] =>
  [...LIVE_KEYMAP[hello.kind].map(({help}) => help), ...GENERAL_KEYS]
    .filter(({keys}) => keys)
    .map(({keys, does}) => [span(`   ${left(plain(keys, ascii), 12)}`, 'ok'), span(plain(does, ascii))]);

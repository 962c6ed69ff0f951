import type {Hello} from '../../view/live/facts.js';
import {plain} from '../../view/symbols.js';
import {left, widthOf} from '../../view/text.js';
import {type Line, type Span, span, textOf} from '../text/line.js';
import {isOffered, type LiveAction, type Selected} from './actions/action.js';
import {WASH_ACTIONS} from './actions/all.js';
import {OBSERVE_ACTIONS} from './actions/observe.js';
import {RESPOND_ACTIONS} from './actions/respond.js';
import {STEER_ACTIONS} from './actions/steer.js';
import {TABLE_ACTIONS} from './actions/table.js';
import {TEACH_ACTIONS} from './actions/teach.js';
import type {LiveContext} from './context.js';
import type {Words} from './words/en.js';

/** Whose screen it is: who leads a workshop sees teams, and no script. */
export type Part = Hello['kind'] | 'trainer';

/** The part of a person at a terminal. */
export const partOf = ({hello: {kind}, view}: Pick<LiveContext, 'hello' | 'view'>): Part =>
  kind === 'controls' && view.workshop ? 'trainer' : kind;

/** What each part can do at a terminal, in the order of the footer. */
export const LIVE_KEYMAP: Readonly<Record<Part, readonly LiveAction[]>> = {
  trainer: [...TEACH_ACTIONS, ...WASH_ACTIONS],
  controls: [...STEER_ACTIONS, ...WASH_ACTIONS],
  responds: [...TABLE_ACTIONS, ...RESPOND_ACTIONS, ...WASH_ACTIONS],
  observes: [...OBSERVE_ACTIONS, ...WASH_ACTIONS],
  board: [],
};

/** A key and what it does, as a list of keys has it. */
export interface KeyHelp {
  keys: string;
  does: string;
}

/** Keys that mean the same on every screen. */
export const generalKeys = ({keys}: Words): KeyHelp[] => [
  {keys: '↑ ↓', does: keys.select},
  {keys: 'tab', does: keys.block},
  {keys: '⏎', does: keys.whole},
  {keys: 'f', does: keys.feed},
  {keys: 'esc', does: keys.esc},
  {keys: '?', does: keys.list},
  {keys: 'q, Ctrl-C', does: keys.leave},
];

/** The keys of a part. */
export const keysOf = (part: Part, {actions}: Words): KeyHelp[] =>
  LIVE_KEYMAP[part]
    .filter(({isTwin}) => !isTwin)
    .map(({keys, several, word}) => ({keys: several?.help ?? keys.join(' '), does: actions[word].does}));

/** What the person may do now. */
export const offered = (context: LiveContext, selected: Selected): LiveAction[] =>
  LIVE_KEYMAP[partOf(context)].filter(action => isOffered(action, context, selected));

/** The footer: as many keys as fit, the last ones always. */
export function liveFooter(context: LiveContext, selected: Selected, width: number): Line {
  const {ascii, hello, words} = context;
  const [feed, ...rest] = words.keys.footer;
  const always = [...(hello.kind === 'board' || feed === undefined ? [] : [feed]), ...rest];
  const own = offered(context, selected).map(
    ({keys, several, word}) => `${several?.footer ?? keys[0]} ${words.actions[word].short}`,
  );
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
export const liveKeyLines = (context: Pick<LiveContext, 'hello' | 'view' | 'ascii' | 'words'>): Line[] => {
  const {ascii, words} = context;
  return [...keysOf(partOf(context), words), ...generalKeys(words)].map(({keys, does}) => [
    span(`   ${left(plain(keys, ascii), 12)}`, 'ok'),
    span(plain(does, ascii)),
  ]);
};

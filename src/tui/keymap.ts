import type {Key} from 'ink';

/** Everything that a key can ask for. */
export type Command =
  | 'up'
  | 'down'
  | 'page up'
  | 'page down'
  | 'first'
  | 'last'
  | 'evidence'
  | 'fold'
  | 'feed'
  | 'score'
  | 'back'
  | 'keys'
  | 'search'
  | 'next match'
  | 'previous match'
  | 'pause'
  | 'skip'
  | 'stop'
  | 'leave';

/** What fills the screen. */
export type ScreenName = 'board' | 'evidence' | 'feed' | 'keys';

/** What decides which keys are valid now. */
export interface KeyContext {
  screen: ScreenName;
  ended: boolean;
  stopping: boolean;
  paused: boolean;
  /** The caller can skip scenarios, or pause. */
  canSkip: boolean;
  canPause: boolean;
}

/** One line of the keymap. The footer, the `?` overlay, the handler and docs/console.md are made from it. */
export interface Binding {
  /** Characters as typed, or the names of special keys. */
  keys: readonly string[];
  /** How the keys are written for people. */
  shown: string;
  label: string;
  command: Command;
  when: (context: KeyContext) => boolean;
  /** How it stands in the footer, if it does; the overlay has all of them. */
  footer?: string;
}

type When = Binding['when'];
const anywhere: When = () => true;
const board: When = c => c.screen === 'board';
const scrolls: When = c => c.screen === 'evidence' || c.screen === 'feed';
const going: When = c => !c.ended && !c.stopping;
const all =
  (...conditions: When[]): When =>
  c =>
    conditions.every(holds => holds(c));
const not =
  (condition: When): When =>
  c =>
    !condition(c);
const paused: When = c => c.paused;
const ended: When = c => c.ended;
const canPause: When = all(board, going, c => c.canPause);

/** Every key of the console, in the order of the footer; of two that share a key, the first that is valid counts. */
export const KEYMAP: readonly Binding[] = [
  bind('up', ['upArrow', 'k'], '↑ k', 'select the one above', board, '↑↓ select'),
  bind('down', ['downArrow', 'j'], '↓ j', 'select the one below', board),
  bind('up', ['upArrow', 'k'], '↑ k', 'scroll up', scrolls, '↑↓ scroll'),
  bind('down', ['downArrow', 'j'], '↓ j', 'scroll down', scrolls),
  bind(
    'page up',
    ['pageUp'],
    'PgUp',
    'page up',
    not(c => c.screen === 'keys'),
  ),
  bind(
    'page down',
    ['pageDown'],
    'PgDn',
    'page down',
    not(c => c.screen === 'keys'),
  ),
  bind(
    'first',
    ['home', 'g'],
    'Home g',
    'first',
    not(c => c.screen === 'keys'),
  ),
  bind(
    'last',
    ['end', 'G'],
    'End G',
    'last',
    not(c => c.screen === 'keys'),
  ),
  bind('leave', ['return'], '⏎', 'leave', all(board, ended)),
  bind('evidence', ['e'], 'e', 'evidence of the selected scenario', all(board, ended), 'e evidence'),
  bind('evidence', ['return', 'e'], '⏎ e', 'evidence of the selected scenario', all(board, not(ended)), '⏎ evidence'),
  bind('fold', ['return', ' '], '⏎ space', 'fold or open the documents', c => c.screen === 'evidence', '⏎ fold/open'),
  bind('search', ['/'], '/', 'search', scrolls, '/ search'),
  bind('next match', ['n'], 'n', 'next match', scrolls, 'n next'),
  bind('previous match', ['N'], 'N', 'previous match', scrolls),
  bind(
    'feed',
    ['f'],
    'f',
    'all events',
    not(c => c.screen === 'feed'),
    'f feed',
  ),
  bind('score', ['tab'], 'tab', 'score, or the selected scenario', all(board, ended), 'tab score'),
  bind('pause', ['p'], 'p', 'begin no further scenario', all(canPause, not(paused)), 'p pause'),
  bind('pause', ['p'], 'p', 'go on', all(canPause, paused), 'p go on'),
  bind(
    'skip',
    ['s'],
    's',
    'skip the selected scenario',
    all(board, going, c => c.canSkip),
    's skip',
  ),
  bind('back', ['escape', 'q'], 'esc q', 'back to the board', not(board), 'esc back'),
  bind('keys', ['?'], '?', 'all keys', anywhere, '? keys'),
  bind('stop', ['q'], 'q', 'stop and clean up', all(board, going), 'q stop, clean up'),
  bind('stop', ['ctrl+c'], 'Ctrl-C', 'stop and clean up', going),
  bind(
    'stop',
    ['ctrl+c'],
    'Ctrl-C',
    'stop at once, without waiting',
    c => c.stopping && !c.ended,
    'Ctrl-C stop at once',
  ),
  bind('leave', ['q'], 'q', 'leave', all(board, ended), 'q leave'),
  bind('leave', ['ctrl+c'], 'Ctrl-C', 'leave', ended),
];

function bind(
  command: Command,
  keys: readonly string[],
  shown: string,
  label: string,
  when: When,
  footer?: string,
): Binding {
  return {command, keys, shown, label, when, ...(footer !== undefined && {footer})};
}

/** The bindings that are valid now. */
export const validBindings = (context: KeyContext): Binding[] => KEYMAP.filter(b => b.when(context));

/** The command of a key press, if that key means anything now. */
export function commandOf(input: string, key: Key, context: KeyContext): Command | undefined {
  const pressed = nameOf(input, key);
  return validBindings(context).find(b => b.keys.includes(pressed))?.command;
}

const SPECIAL = ['upArrow', 'downArrow', 'pageUp', 'pageDown', 'home', 'end', 'return', 'escape', 'tab'] as const;

const nameOf = (input: string, key: Key): string =>
  key.ctrl ? `ctrl+${input}` : (SPECIAL.find(name => key[name]) ?? input);

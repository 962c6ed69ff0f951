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
  | 'filter'
  | 'only bad'
  | 'unfilter'
  | 'score'
  | 'back'
  | 'keys'
  | 'search'
  | 'next match'
  | 'previous match'
  | 'pause'
  | 'skip'
  | 'acknowledge'
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
  /** A recorded run is shown: there is nothing to stop, and it can be left at any time. */
  replay: boolean;
  /** The caller can skip scenarios, or pause. */
  canSkip: boolean;
  canPause: boolean;
  /** The caller can acknowledge alerts, and people are to respond. */
  canAcknowledge?: boolean;
  /** People respond to the selected scenario. */
  responding?: boolean;
  /** Some rows of the board are left out. */
  filtered?: boolean;
}

/** One line of the keymap. The footer, the `?` overlay, the handler and docs/console.md are made from it. */
export interface Binding {
  /** Characters as typed, or the names of special keys. */
  keys: readonly string[];
  command: Command;
  when: (context: KeyContext) => boolean;
  /** How it stands in the footer, if it does: the key, a space, what it does. */
  footer?: string;
  /** Its line of the overlay; absent where another binding's line covers it. */
  help?: {keys: string; does: string};
}

type When = Binding['when'];
const anywhere: When = () => true;
const board: When = c => c.screen === 'board';
const evidence: When = c => c.screen === 'evidence';
const scrolls: When = c => evidence(c) || c.screen === 'feed';
const going: When = c => !c.ended && !c.stopping && !c.replay;
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
const leavable: When = c => c.ended || c.replay;
const responding: When = c => c.canSkip && c.responding === true;
const canPause: When = all(board, going, c => c.canPause);

/** Every key of the console, in the order of the footer; of two that share a key, the first that is valid counts. */
export const KEYMAP: readonly Binding[] = [
  bind('up', ['upArrow', 'k'], board, '↑↓ select', {keys: '↑ k, ↓ j', does: 'select a scenario, or scroll'}),
  bind('up', ['upArrow', 'k'], not(board), '↑↓ scroll'),
  bind('down', ['downArrow', 'j'], anywhere),
  bind('page up', ['pageUp'], anywhere, undefined, {
    keys: 'PgUp, PgDn',
    does: 'a page up or down; at the end, of the summary',
  }),
  bind('page down', ['pageDown'], anywhere),
  bind('first', ['home', 'g'], anywhere, undefined, {keys: 'Home g, End G', does: 'to the first or the last'}),
  bind('last', ['end', 'G'], anywhere),
  bind('evidence', ['return', 'e'], board, '⏎ evidence', {
    keys: '⏎ e',
    does: 'everything known about the selected scenario',
  }),
  bind(
    'acknowledge',
    ['a'],
    all(board, going, c => c.canAcknowledge === true),
    'a acknowledge',
    {keys: 'a', does: 'with --respond: acknowledge its alert'},
  ),
  // Before what narrow screens leave out: nothing else ends it early.
  bind('skip', ['s'], all(board, going, responding), 's end response'),
  bind('fold', ['return', ' '], evidence, '⏎ fold/open', {keys: '⏎ space', does: 'there: fold or open the documents'}),
  bind('search', ['/'], scrolls, '/ search', {keys: '/', does: 'search in evidence or events'}),
  bind('score', ['tab'], all(board, ended), 'tab score', {
    keys: 'tab',
    does: 'at the end: score, or selected scenario',
  }),
  bind('only bad', ['x'], board, 'x failures', {
    keys: 'x',
    does: 'only what needs attention, or all again',
  }),
  bind('filter', ['/'], board, '/ filter', {keys: '/', does: 'on the board: filter by name, rule, tag or verdict'}),
  bind(
    'unfilter',
    ['escape'],
    all(board, c => c.filtered === true),
    'esc all',
    {keys: 'esc', does: 'there: all scenarios again'},
  ),
  bind('next match', ['n'], scrolls, 'n next', {keys: 'n, N', does: 'next or previous match'}),
  bind('previous match', ['N'], scrolls),
  bind(
    'feed',
    ['f'],
    not(c => c.screen === 'feed'),
    'f feed',
    {keys: 'f', does: 'all events'},
  ),
  bind('pause', ['p'], all(canPause, not(paused)), 'p pause', {
    keys: 'p',
    does: 'start no further scenarios, or go on',
  }),
  bind('pause', ['p'], all(canPause, paused), 'p go on'),
  bind(
    'skip',
    ['s'],
    all(board, going, not(responding), c => c.canSkip),
    's skip',
    {keys: 's', does: 'skip the selected scenario, or end the response to it'},
  ),
  bind('back', ['escape', 'q'], not(board), 'esc back', {keys: 'esc q', does: 'back to the board'}),
  bind('keys', ['?'], anywhere, '? keys', {keys: '?', does: 'this list'}),
  bind('stop', ['q'], all(board, going), 'q stop, clean up', {keys: 'q, Ctrl-C', does: 'stop the drill and clean up'}),
  bind('stop', ['ctrl+c'], going),
  bind('stop', ['ctrl+c'], c => c.stopping && !c.ended, 'Ctrl-C stop at once', {
    keys: 'Ctrl-C again',
    does: 'stop at once, leaving the rest to `kubedrill cleanup`',
  }),
  bind('leave', ['q'], all(board, leavable), 'q leave', {
    keys: 'q, Ctrl-C',
    does: 'at the end and in a replay: leave',
  }),
  bind('leave', ['ctrl+c'], leavable),
];

function bind(command: Command, keys: readonly string[], when: When, footer?: string, help?: Binding['help']): Binding {
  return {command, keys, when, ...(footer !== undefined && {footer}), ...(help && {help})};
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

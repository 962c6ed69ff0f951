import type {Key} from 'ink';

/** Everything that a key of the history can ask for. */
export type HistoryCommand =
  | ('up' | 'down' | 'page up' | 'page down' | 'first' | 'last')
  | ('earlier place' | 'later place')
  | ('open' | 'findings' | 'keys' | 'back' | 'leave');

/** What fills the screen: the strip of nights, the nights of a scenario, all findings, or the keys. */
export type HistoryScreen = 'strip' | 'nights' | 'findings' | 'keys';

/** One line of the keymap: footer, overlay, handler and docs/console.md are made from it. */
export interface HistoryBinding {
  keys: readonly string[];
  command: HistoryCommand;
  on: 'strip' | 'others' | 'everywhere';
  /** How it stands in the footer, the more needed the earlier; absent: it does not. */
  footer?: string;
  help?: {keys: string; does: string};
}

/** Every key of the history, in the order of the footer. */
export const HISTORY_KEYS: readonly HistoryBinding[] = [
  {keys: ['?'], command: 'keys', on: 'everywhere', footer: '? keys', help: {keys: '?', does: 'this list'}},
  {keys: ['q', 'ctrl+c'], command: 'leave', on: 'strip', footer: 'q leave', help: {keys: 'q, Ctrl-C', does: 'leave'}},
  {
    keys: ['escape', 'q'],
    command: 'back',
    on: 'others',
    footer: 'esc back',
    help: {keys: 'esc q', does: 'back to the nights'},
  },
  {keys: ['ctrl+c'], command: 'leave', on: 'others'},
  {
    keys: ['upArrow', 'k'],
    command: 'up',
    on: 'everywhere',
    footer: '↑↓ select',
    help: {keys: '↑ k, ↓ j', does: 'select a scenario, or scroll'},
  },
  {keys: ['downArrow', 'j'], command: 'down', on: 'everywhere'},
  {
    keys: ['return', 'e'],
    command: 'open',
    on: 'strip',
    footer: '⏎ nights',
    help: {keys: '⏎ e', does: 'every night of the selected scenario: verdict, attempts, cause'},
  },
  {
    keys: ['f'],
    command: 'findings',
    on: 'strip',
    footer: 'f findings',
    help: {keys: 'f', does: 'all that the newest night is worse in, and what changed when'},
  },
  {
    keys: ['rightArrow', 'l'],
    command: 'later place',
    on: 'strip',
    footer: '←→ drill, cluster',
    help: {keys: '← h, → l', does: 'another drill or cluster'},
  },
  {keys: ['leftArrow', 'h'], command: 'earlier place', on: 'strip'},
  {keys: ['pageUp'], command: 'page up', on: 'everywhere', help: {keys: 'PgUp, PgDn', does: 'a page up or down'}},
  {keys: ['pageDown'], command: 'page down', on: 'everywhere'},
  {
    keys: ['home', 'g'],
    command: 'first',
    on: 'everywhere',
    help: {keys: 'Home g, End G', does: 'to the first or the last'},
  },
  {keys: ['end', 'G'], command: 'last', on: 'everywhere'},
];

/** The bindings that are valid on a screen. */
export const bindingsOn = (screen: HistoryScreen): HistoryBinding[] =>
  HISTORY_KEYS.filter(({on}) => on === 'everywhere' || (on === 'strip') === (screen === 'strip'));

const SPECIAL = [
  ...(['upArrow', 'downArrow', 'leftArrow', 'rightArrow', 'pageUp', 'pageDown'] as const),
  ...(['home', 'end', 'return', 'escape'] as const),
] as const;

/** The command of a key press, if that key means anything on this screen. */
export function historyCommand(letter: string, key: Key, screen: HistoryScreen): HistoryCommand | undefined {
  const typed = letter === '\r' ? 'return' : letter;
  const pressed = key.ctrl ? `ctrl+${typed}` : (SPECIAL.find(name => key[name]) ?? typed);
  return bindingsOn(screen).find(({keys}) => keys.includes(pressed))?.command;
}

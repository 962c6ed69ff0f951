import type {Ending} from './nightly/attempts.js';

/** The marks of console, lines and summary; every one is a single column wide, and none stands without a word. */
export interface Symbols {
  ok: string;
  late: string;
  missed: string;
  prevented: string;
  unknown: string;
  skipped: string;
  running: string;
  warning: string;
  none: string;
  selected: string;
  arrow: string;
  times: string;
  ellipsis: string;
  rule: string;
  wall: string;
  dot: string;
}

const UNICODE: Symbols = {
  ok: '✔',
  late: '◷',
  missed: '✖',
  prevented: '⊘',
  unknown: '?',
  skipped: '○',
  running: '·',
  warning: '!',
  none: '–',
  selected: '▸',
  arrow: '→',
  times: '×',
  ellipsis: '…',
  rule: '─',
  wall: '│',
  dot: '·',
};

const ASCII: Symbols = {
  ok: '+',
  late: '~',
  missed: 'x',
  prevented: 'o',
  unknown: '?',
  skipped: '/',
  running: '.',
  warning: '!',
  none: '-',
  selected: '>',
  arrow: '->',
  times: 'x',
  ellipsis: '~',
  rule: '-',
  wall: '|',
  dot: '-',
};

/** The marks for a terminal: plain ASCII where asked for. */
export const symbolsFor = (ascii: boolean): Symbols => (ascii ? ASCII : UNICODE);

const VERDICT_SYMBOL = {
  detected: 'ok',
  late: 'late',
  missed: 'missed',
  prevented: 'prevented',
  'not executed': 'warning',
  inconclusive: 'unknown',
  skipped: 'skipped',
  flaky: 'warning',
} as const satisfies Record<Ending, keyof Symbols>;

/** The mark of a verdict, or of attempts that disagree. */
export const verdictSymbol = (symbols: Symbols, verdict: Ending): string => symbols[VERDICT_SYMBOL[verdict]];

/** A verdict as people should meet it: the one that must not be overlooked is in capitals. */
export const verdictWord = (verdict: Ending): string => (verdict === 'missed' ? 'MISSED' : verdict);

const ASCII_FOR: Record<string, string> = {
  '–': '-',
  '—': '-',
  '…': '...',
  '→': '->',
  '×': 'x',
  '·': '-',
  '↑↓': 'up/down',
  '←→': 'left/right',
  '↑': 'up',
  '↓': 'down',
  '←': 'left',
  '⏎': 'enter',
};

/** Makes our own sentences plain ASCII too; text from outside may still hold any letter. */
export const plain = (text: string, ascii: boolean): string =>
  ascii ? text.replace(/↑↓|←→|[–—…→×·↑↓←⏎]/g, found => ASCII_FOR[found] ?? found) : text;

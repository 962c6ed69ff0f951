import type {CoverageResult, Trace} from '../../coverage/result.js';
import type {State} from '../../coverage/words.js';
import {formatDuration} from '../../lib/duration.js';
import {printable} from '../../lib/text/printable.js';
import {plain, type Symbols, symbolsFor} from '../../view/symbols.js';
import {table} from '../table.js';

const MARK = {
  arrived: 'ok',
  late: 'late',
  lossy: 'warning',
  missing: 'missed',
  'not observable': 'unknown',
  skipped: 'skipped',
} as const satisfies Record<State, keyof Symbols>;

const HEAD = ['log source', '', 'written', 'at source', 'in store', 'lost', 'twice', 'p50', 'p95', 'max', 'kept in'];

/** What a coverage run found, for people: a table, and below it whatever is not as it should be. */
export function coverageText(result: CoverageResult, ascii: boolean): string {
  const {cluster, stack, logs, lines, within, left} = result;
  const symbols = symbolsFor(ascii);
  const where = cluster.simulated ? 'a simulated cluster' : `${cluster.kind} ${cluster.name}`;
  const title = `${lines} markers for each log source, from ${where} to ${stack ?? 'the source itself, because there is no stack file'}; in time is within ${formatDuration(within * 1000)}`;
  const rows = logs.map(trace => rowOf(trace, symbols));
  const remarks = logs.flatMap(trace => remarksOf(trace));
  const leftBehind = left.map(path => `left behind: ${printable(path)}`);
  const text = [printable(title), '', table([HEAD, ...rows]), ...remarks, ...leftBehind].join('\n');
  return plain(text, ascii);
}

function rowOf({log, state, written, source, store, lost, latency}: Trace, symbols: Symbols): string[] {
  const word = `${symbols[MARK[state]]} ${state === 'missing' ? 'MISSING' : state}`;
  if (!source) return [log, word];
  const seconds = (value: number | undefined) => (value === undefined ? symbols.none : formatDuration(value * 1000));
  return [
    log,
    word,
    String(written),
    source.seen === null ? '?' : String(source.seen),
    store ? String(store.seen) : symbols.none,
    String(lost),
    store ? String(store.duplicates) : symbols.none,
    ...[latency?.p50, latency?.p95, latency?.max].map(seconds),
    store ? (store.source === store.where ? store.source : `${store.source}: ${store.where}`) : symbols.none,
  ];
}

/** One line as it goes on. */
export const progressLine = ({log, state, reason}: Trace): string =>
  `${log}: ${state}${reason === null ? '' : `, ${reason}`}`;

function remarksOf({log, reason, pattern, next, attributes}: Trace): string[] {
  const how = Object.entries(attributes ?? {}).map(([name, found]) => `${name} ${WORDS[found]}`);
  const said = [reason, pattern && `lost: ${pattern}`, how.length ? `a record says its ${how.join(', ')}` : null];
  const told = said.filter(text => text !== null);
  if (!told.length && !next.length) return [];
  return [`${log}: ${printable(told.join('; '))}`, ...next.map(step => `    next: ${printable(step)}`)];
}

const WORDS = {field: 'in a field', text: 'only inside a longer text', absent: 'nowhere'} as const;

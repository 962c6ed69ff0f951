import type {LogRecord} from '../../sources/logs/place.js';
import type {LogKind} from '../../sources/stack/log-places.js';
import type {AtSource, Observation} from '../observation.js';
import type {LogName} from '../words.js';
import {follow} from './follow.js';
import {type Marker, markerOf} from './marker.js';
import type {ProbeContext} from './probe.js';

/** Number of a marker → when it was written, in monotonic milliseconds. */
export type Written = Map<number, number>;

/** Lines that are written and then looked for in a store. */
export interface Lines {
  log: LogName;
  /** Where in the stack file their store is named. */
  kind: LogKind;
  count: number;
  /** Whether they are there for certain once writing has succeeded. */
  certain: boolean;
  /**
   * Writes them, says what the cluster itself shows of them, and puts down when each was written, as far as it knows.
   *
   * @throws DrillError when they cannot be written.
   */
  write(marker: Marker, written: Written): Promise<AtSource>;
  /** Whether nothing more is waited for, once all numbers are there; default: nothing. */
  settled?: () => boolean;
  onRecord?: (record: LogRecord) => void;
}

/** Writes lines when it is their turn, and asks the store for them from then on. */
export async function followLines(context: ProbeContext, lines: Lines): Promise<Observation> {
  const {clock, signal, token, patienceMs} = context;
  const {log, count, certain, onRecord, settled = () => true} = lines;
  const marker = markerOf(token, log);
  const written: Written = new Map();
  const place = context.place(lines.kind);
  let awaited = count;
  const source = context.turn(async () => {
    const shown = await lines.write(marker, written);
    for (let n = 1; n <= count; n++) if (!written.has(n)) written.set(n, clock.now());
    // What is not even at the source will not come.
    if ('seen' in shown) awaited = shown.seen;
    return shown;
  });
  const store =
    place &&
    follow({
      ...{place, marker, clock, signal, begun: source, withinMs: patienceMs},
      done: seen => seen.size >= awaited && settled(),
      ...(onRecord && {onRecord}),
    });
  const [shown, found] = await Promise.all([source, store]);
  return {log, written, certain, source: shown, damage: [], ...(found && {store: found})};
}

import {DrillError, EXIT, messageOf, usageError} from '../../lib/errors.js';
import {recordOf} from '../store/record.js';
import type {HistoryStore, Kept} from '../store/store.js';
import type {LogSource} from './logs.js';

/** What came of importing logs. */
export interface Imported {
  /** How many logs were read. */
  logs: number;
  added: number;
  replaced: number;
  /** Why some were not read: these stop no other. */
  refused: string[];
}

/** This many runs are kept at once: one by one each would wait for the disk. */
const TOGETHER = 50;

/** Imports event logs into a history; `onRead` hears of each that was read. */
export async function importLogs(
  store: HistoryStore,
  sources: readonly LogSource[],
  onRead: () => void = () => {},
): Promise<Imported> {
  const sum: Imported = {logs: 0, added: 0, replaced: 0, refused: []};
  let waiting: Kept[] = [];
  const keep = async () => {
    const {added, replaced} = await store.add(waiting);
    sum.added += added;
    sum.replaced += replaced;
    waiting = [];
  };
  for (const source of sources) {
    const read = await keptOf(source);
    if (typeof read === 'string') sum.refused.push(read);
    else waiting.push(read);
    if (typeof read !== 'string') sum.logs++;
    onRead();
    if (waiting.length === TOGETHER) await keep();
  }
  await keep();
  return sum;
}

/** The run of a log, or why there is none. */
async function keptOf({name, place, read}: LogSource): Promise<Kept | string> {
  try {
    const record = recordOf(await read());
    if (!record) throw usageError(`${name} is not the log of a run`);
    return {record, events: place};
  } catch (error) {
    // What is no fault of the log's stops the import.
    if (!(error instanceof DrillError) || error.exitCode !== EXIT.usage) throw error;
    return messageOf(error);
  }
}

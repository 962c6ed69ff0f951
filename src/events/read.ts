import {messageOf, usageError} from '../lib/errors.js';
import {readPlain} from '../lib/files/own-files.js';
import {parseJsonLine} from '../lib/json/line.js';
import {type DrillEvent, SCHEMA_VERSION} from './events.js';
import {notAnEvent} from './schema.js';

/** No text of Node's is longer than half a gigabyte. */
const MAX_BYTES = 400 * 1024 * 1024;
const NOT_THE_START = 'is not the start of a kubedrill event log';

/**
 * Reads an `events.ndjson`, which may come from anywhere. A last line cut short by a killed run is left out; any other
 * line that is no event is an error.
 *
 * @throws DrillError (exit code 2) when the file cannot be read, is no event log, or is of a newer format.
 */
export const readEvents = (path: string): DrillEvent[] => parseEvents(textOf(path), path);

/**
 * The events of a log's text, as `readEvents` has them. `path` is for what is wrong with it.
 *
 * @throws DrillError (exit code 2) when it is no event log, or is of a newer format.
 */
export function parseEvents(text: string, path: string): DrillEvent[] {
  const lines = text.split('\n');
  const unfinished = lines.pop(); // '' after a complete last line
  const events: DrillEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line) events.push(parseLine(path, line, index + 1, !events.length));
  }
  if (unfinished) {
    try {
      events.push(parseLine(path, unfinished, lines.length + 1, !events.length));
    } catch {
      // The writer was killed in the middle of this line: the event never happened as far as the log can tell.
    }
  }
  if (!events.length) throw usageError(`${path}:1:1 ${NOT_THE_START}`);
  return events;
}

function textOf(path: string): string {
  try {
    return readPlain(path, MAX_BYTES);
  } catch (error) {
    const next = ['name a run folder, or its events.ndjson', '`kubedrill report --help`'];
    throw usageError(`${path} cannot be read: it ${messageOf(error)}`, next);
  }
}

function parseLine(path: string, line: string, number: number, isFirst: boolean): DrillEvent {
  const next = ['the log may have been edited: use an unedited copy'];
  let value: unknown;
  try {
    value = parseJsonLine(line);
  } catch (error) {
    throw usageError(`${path}:${number}:1 ${messageOf(error)}`, next);
  }
  const version = (value as {schemaVersion?: unknown} | null)?.schemaVersion;
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    throw usageError(`${path} was written by a newer kubedrill (format ${version})`, ['update kubedrill']);
  }
  const {type} = (value ?? {}) as {type?: unknown};
  if (isFirst && type !== 'run.started') throw usageError(`${path}:1:1 ${NOT_THE_START}`);
  const why = notAnEvent(value);
  if (why !== undefined) throw usageError(`${path}:${number}:1 is not an event: ${why}`, next);
  return value as DrillEvent;
}

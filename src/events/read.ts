import {readFileSync} from 'node:fs';
import {usageError} from '../lib/errors.js';
import {type DrillEvent, SCHEMA_VERSION} from './events.js';

/**
 * Reads an `events.ndjson`. A last line cut short by a killed run is left out; any other broken line is an error.
 *
 * @throws DrillError (exit code 2) when the file cannot be read, is no event log, or is of a newer format.
 */
export function readEvents(path: string): DrillEvent[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw usageError(`${path} cannot be read`, [
      'name a run folder, or its events.ndjson',
      '`kubedrill report --help`',
    ]);
  }
  const lines = text.split('\n');
  const unfinished = lines.pop(); // '' after a complete last line
  const events = lines.filter(Boolean).map((line, index) => parseLine(path, line, index + 1));
  if (unfinished) {
    try {
      events.push(JSON.parse(unfinished));
    } catch {
      // The writer was killed in the middle of this line: the event never happened as far as the log can tell.
    }
  }
  const first = events[0];
  if (first?.type !== 'run.started') throw usageError(`${path}:1:1 is not the start of a kubedrill event log`);
  if (first.schemaVersion > SCHEMA_VERSION) {
    throw usageError(`${path} was written by a newer kubedrill (format ${first.schemaVersion})`, ['update kubedrill']);
  }
  return events;
}

function parseLine(path: string, line: string, number: number): DrillEvent {
  try {
    return JSON.parse(line) as DrillEvent;
  } catch (error) {
    throw usageError(`${path}:${number}:1 is not JSON: ${(error as Error).message}`, [
      'the log may have been edited: use an unedited copy',
    ]);
  }
}

import {existsSync, lstatSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {DrillEvent} from '../../events/events.js';
import {parseEvents, readEvents} from '../../events/read.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';

/** What event logs are called, in the folders of runs and where they are kept. */
const LOG = /(^|[.-])events\.ndjson(\.gz)?$/;
/** An event log that is longer unpacked is not one of a run. */
const MAX_BYTES = 400 * 1024 * 1024;

/**
 * The event logs that paths lead to: a log itself, packed or not, or a folder in which some lie, however deep. Links below
 * a folder are not followed.
 *
 * @throws DrillError (exit code 2) for a path that is not there
 */
export function logsIn(paths: readonly string[]): string[] {
  const found = paths.flatMap(path => {
    if (!existsSync(path)) throw usageError(`${path} does not exist`, ['name event logs, or folders of runs']);
    return lstatSync(path).isDirectory() ? logsBelow(path) : [path];
  });
  return [...new Set(found)];
}

function logsBelow(folder: string): string[] {
  return entriesOf(folder).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return logsBelow(path);
    return entry.isFile() && LOG.test(entry.name) ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    unlessOutOfFiles(error);
    throw usageError(`${folder} cannot be read: ${messageOf(error)}`, ['name a folder that you may read']);
  }
}

/**
 * The events of a log, which may be packed.
 *
 * @throws DrillError (exit code 2) when it cannot be read, or is no event log
 */
export function readLog(path: string): DrillEvent[] {
  if (!path.endsWith('.gz')) return readEvents(path);
  try {
    return parseEvents(gunzipSync(readFileSync(path), {maxOutputLength: MAX_BYTES}).toString('utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    unlessOutOfFiles(error);
    throw usageError(`${path} cannot be read: ${messageOf(error)}`, ['name a log that gzip has packed']);
  }
}

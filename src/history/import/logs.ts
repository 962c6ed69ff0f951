import {existsSync, lstatSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {DrillEvent} from '../../events/events.js';
import {parseEvents, readEvents} from '../../events/read.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {isS3, s3Place} from '../../lib/s3/address.js';
import {S3} from '../../lib/s3/s3.js';

/** What event logs are called, in the folders of runs and where they are kept. */
const LOG = /(^|[.-])events\.ndjson(\.gz)?$/;
/** An event log that is longer unpacked is not one of a run. */
const MAX_BYTES = 400 * 1024 * 1024;

/** An event log, wherever it is. */
export interface LogSource {
  /** As it is told of, and as a history has it. */
  name: string;
  place: string;
  /** @throws DrillError (exit code 2) when it is no event log, (3) when its server does not answer */
  read(): Promise<DrillEvent[]>;
}

/**
 * The event logs that paths and places in S3 lead to.
 *
 * @throws DrillError (exit code 2) for a path that is not there, (3) for a server that does not answer
 */
export async function logSources(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<LogSource[]> {
  const local = logsIn(paths.filter(path => !isS3(path)));
  const sources = local.map((path): LogSource => ({name: path, place: resolve(path), read: async () => readLog(path)}));
  for (const where of paths.filter(isS3)) sources.push(...(await logsInS3(where, env)));
  return sources;
}

async function logsInS3(where: string, env: NodeJS.ProcessEnv): Promise<LogSource[]> {
  const {bucket, prefix} = s3Place(where);
  const s3 = new S3(bucket, env);
  return (await s3.keys(prefix)).filter(isLog).map(key => {
    const name = `s3://${bucket}/${key}`;
    return {name, place: name, read: async () => eventsIn(await s3.get(key), name)};
  });
}

/** Whether a file of this name is an event log, packed or not. */
export const isLog = (name: string): boolean => LOG.test(name.slice(name.lastIndexOf('/') + 1));

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
    return eventsIn(readFileSync(path), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    unlessOutOfFiles(error);
    throw usageError(`${path} cannot be read: ${messageOf(error)}`, ['name a log that gzip has packed']);
  }
}

/** The events of a log that is in memory, packed where its name says so. */
export function eventsIn(bytes: Buffer, name: string): DrillEvent[] {
  const text = name.endsWith('.gz') ? unpacked(bytes, name) : bytes;
  return parseEvents(text.toString('utf8'), name);
}

function unpacked(bytes: Buffer, name: string): Buffer {
  try {
    return gunzipSync(bytes, {maxOutputLength: MAX_BYTES});
  } catch (error) {
    throw usageError(`${name} cannot be read: ${messageOf(error)}`, ['name a log that gzip has packed']);
  }
}

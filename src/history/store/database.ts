import {closeSync, existsSync, openSync} from 'node:fs';
import {dirname} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import type {Clock} from '../../lib/clock.js';
import {DrillError, environmentError, messageOf, usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {makeDir} from '../../lib/files/files.js';
import {until} from '../../lib/until.js';
import {APPLICATION_ID, MIGRATIONS} from './migrations.js';

/** How long a process waits while others write, in milliseconds. */
const PATIENCE_MS = 60_000;
/** SQLite's codes: somebody else writes; this is not a database. */
const BUSY = 5;
const NOT_A_DATABASE = 26;

/**
 * Opens the database of a history, which is made where it is not there, and brings it to today's form.
 *
 * @throws DrillError (exit code 2) for a file that is not a history, or is that of a newer kubedrill; (3) where it cannot
 *   be read or written
 */
export async function openDatabase(file: string, clock: Clock): Promise<DatabaseSync> {
  makeDir(dirname(file));
  // Names of users stand in causes: what others may read is for its owner to say. Files beside it get the same mode.
  if (!existsSync(file)) onDisk(file, () => closeSync(openSync(file, 'a', 0o600)));
  const db = await open(file);
  try {
    // Changing to this mode is not waited for as other writes are.
    await until(() => attempt(() => db.exec('pragma journal_mode = wal')), {
      ...{clock, within: PATIENCE_MS, pauses: 50},
      enough: isDone => isDone,
    });
    db.exec('pragma synchronous = normal');
    migrate(db, file);
    return db;
  } catch (error) {
    db.close();
    throw explained(error, file);
  }
}

async function open(file: string): Promise<DatabaseSync> {
  const {DatabaseSync} = await loadSqlite();
  try {
    return new DatabaseSync(file, {timeout: PATIENCE_MS, enableForeignKeyConstraints: true});
  } catch (error) {
    throw explained(error, file);
  }
}

/** Node 22 warns that its SQLite is an experiment. What is used of it here is the same in Node 24, where it is none. */
async function loadSqlite(): Promise<typeof import('node:sqlite')> {
  const {emitWarning} = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!/^SQLite is an experimental feature/.test(String(warning)))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Whether it could be done: not while somebody else holds the database. */
function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (codeOf(error) !== BUSY) throw error;
    return false;
  }
}

const codeOf = (error: unknown): number | undefined => {
  const {errcode} = error as {errcode?: number};
  // The low byte is the kind of error, the rest is detail.
  return errcode === undefined ? undefined : errcode & 0xff;
};

/** What SQLite refuses, so that a person can act on it. */
export function explained(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (error instanceof DrillError || code === undefined) return error;
  if (code === NOT_A_DATABASE) return usageError(`${file} is not a history`, ['name another file']);
  const next = ['look at the file, its folder and the disk', 'or name another file'];
  return environmentError(`${file} cannot be used: ${messageOf(error)}`, next, {cause: error});
}

function migrate(db: DatabaseSync, file: string): void {
  const number = (name: string) => Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0] as number;
  if (number('user_version') === MIGRATIONS.length && number('application_id') === APPLICATION_ID) return;
  inTransaction(db, () => {
    // Another process may have done it while this one waited.
    const version = number('user_version');
    const isNew = version === 0 && db.prepare('select count(*) as n from sqlite_schema').get()?.n === 0;
    if (!isNew && number('application_id') !== APPLICATION_ID) {
      throw usageError(`${file} is a database of something else`, ['name another file']);
    }
    if (version > MIGRATIONS.length) {
      throw usageError(
        `${file} was written by a newer kubedrill (form ${version}; this one knows ${MIGRATIONS.length})`,
        ['update kubedrill'],
      );
    }
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.exec(`pragma user_version = ${MIGRATIONS.length}; pragma application_id = ${APPLICATION_ID}`);
  });
}

export function inTransaction<T>(db: DatabaseSync, act: () => T): T {
  db.exec('begin immediate');
  try {
    const result = act();
    db.exec('commit');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}

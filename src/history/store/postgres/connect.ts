import type {Client} from 'pg';
import {DrillError, environmentError, messageOf, usageError} from '../../../lib/errors.js';
import type {PostgresAddress} from './address.js';
import {MIGRATIONS} from './migrations.js';

/** How long a server may take to answer at all, and a statement to get its turn, in milliseconds. */
const CONNECT_MS = 10_000;
const PATIENCE_MS = 60_000;

/** PostgreSQL's type of 64-bit integers, which the driver gives back as texts; times and sizes are far below 2^53. */
const INT8 = 20;

/**
 * Opens a session in which the tables of the history are found by their bare names, and brings them to today's form.
 *
 * @param mayMake whether a schema that is not there is made; undefined is returned where it may not and is not
 * @throws DrillError (exit code 2) without the driver, for a schema of something else or of a newer kubedrill; (3) where
 *   the server does not answer or refuses
 */
export async function connect(address: PostgresAddress, mayMake: boolean): Promise<Client | undefined> {
  const pg = await driver();
  const {types} = pg;
  const client = new pg.Client({
    connectionString: address.url,
    application_name: 'kubedrill',
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: PATIENCE_MS,
    types: {
      getTypeParser: ((id: number, form?: 'text') => (id === INT8 ? Number : types.getTypeParser(id, form))) as never,
    },
  });
  // A connection that breaks says so to whatever is asked next.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`set search_path to "${address.schema}"`);
    if (!mayMake && !(await isThere(client, address.schema))) {
      await client.end();
      return undefined;
    }
    await migrate(client, address);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw explained(error, address);
  }
}

/** It is asked for by those who use it alone: a package of its own, which an install of kubedrill does not bring. */
async function driver(): Promise<typeof import('pg')> {
  try {
    return await import('pg');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw usageError('a history in PostgreSQL needs the package pg, which is not installed', [
      '`npm install pg` beside kubedrill (`npm install -g pg` where kubedrill is global)',
    ]);
  }
}

/** What PostgreSQL, or the way to it, refuses, so that a person can act on it. */
export function explained(error: unknown, {shown}: PostgresAddress): unknown {
  if (error instanceof DrillError) return error;
  const {code, errors} = error as {code?: string; errors?: unknown[]};
  // One error for each address of a name.
  const reason = messageOf(error) || messageOf(errors?.[0]);
  const next =
    NEXT[code?.slice(0, 2) ?? ''] ??
    (code === 'ECONNREFUSED' || code === 'ENOTFOUND'
      ? 'start the server, or name another one'
      : 'look at the server and its log');
  return environmentError(`the history at ${shown} cannot be used: ${reason}`, [next], {cause: error});
}

/** What to do, by the class of PostgreSQL's code. */
const NEXT: Readonly<Record<string, string>> = {
  '28': 'give the password in PGPASSWORD or ~/.pgpass, or let the server admit this user',
  '3D': 'make the database: `createdb NAME`',
  '42': 'let the user make the schema: `grant create on database NAME to USER`',
  '55': 'somebody else writes for longer than a minute: look at pg_stat_activity',
};

const isThere = async (client: Client, schema: string): Promise<boolean> =>
  (await client.query('select 1 from pg_tables where schemaname = $1 and tablename = $2', [schema, 'migration']))
    .rowCount === 1;

async function migrate(client: Client, {schema, shown}: PostgresAddress): Promise<void> {
  if ((await isThere(client, schema)) && (await versionOf(client)) === MIGRATIONS.length) return;
  await inTransaction(client, schema, async () => {
    const tables = await client.query('select tablename from pg_tables where schemaname = $1 limit 1', [schema]);
    const isOurs = await isThere(client, schema);
    if (!isOurs && tables.rowCount) {
      throw usageError(`the schema ${schema} of ${shown} is of something else`, ['name another one: ?schema=NAME']);
    }
    if (!isOurs) {
      const made = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
      if (!made.rowCount) await client.query(`create schema "${schema}"`);
      await client.query(
        `create table migration(version integer primary key, at timestamptz not null default now());
         comment on table migration is 'the form of kubedrill''s history'`,
      );
    }
    const version = await versionOf(client);
    if (version > MIGRATIONS.length) {
      throw usageError(
        `the history at ${shown} was written by a newer kubedrill (form ${version}; this one knows ${MIGRATIONS.length})`,
        ['update kubedrill'],
      );
    }
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await client.query(step);
      await client.query('insert into migration(version) values ($1)', [index + 1]);
    }
  });
}

const versionOf = async (client: Client): Promise<number> =>
  (await client.query('select coalesce(max(version), 0) as version from migration')).rows[0].version;

/**
 * All or nothing, and one writer after the other: two that add the same series or causes would else wait for each other
 * for ever. The lock ends with the transaction, however that ends.
 */
export async function inTransaction<T>(client: Client, schema: string, act: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`select pg_advisory_xact_lock(hashtext('kubedrill'), hashtext($1))`, [schema]);
    const result = await act();
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that is gone has rolled back already; the first error is the one to tell.
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

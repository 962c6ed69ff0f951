import {messageOf, usageError} from '../../../lib/errors.js';

/** Where a history lies in PostgreSQL. */
export interface PostgresAddress {
  /** As the driver takes it, with the password if it has one. */
  url: string;
  /** The schema that the tables are in; it is of kubedrill alone. */
  schema: string;
  /** As people may see it. */
  shown: string;
}

export const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);

const DEFAULT_SCHEMA = 'kubedrill';
const EXAMPLE = 'postgres://drills@db.example.com/drills; the password in PGPASSWORD or ~/.pgpass';

/**
 * Reads the address of a history in PostgreSQL. `schema=NAME` in it names another schema than `kubedrill`.
 *
 * @throws DrillError (exit code 2) for what is no such address
 */
export function postgresAddress(url: string): PostgresAddress {
  const shown = shownAddress(url);
  const parsed = parse(url, shown);
  const schema = parsed.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw usageError(`${schema} is not the name of a schema`, ['write lower-case letters, digits and _']);
  }
  parsed.searchParams.delete('schema');
  return {url: parsed.href, schema, shown};
}

function parse(url: string, shown: string): URL {
  try {
    return new URL(url);
  } catch (error) {
    // The reason alone: an address may hold a password.
    throw usageError(`${shown} is not a store: ${messageOf(error)}`, [`write ${EXAMPLE}`]);
  }
}

/** Whether somebody who reads the address reads a password. */
export const hasPassword = (url: string): boolean => isPostgres(url) && shownAddress(url) !== url;

/** The address of a store as people may see it: without a password. */
export const shownAddress = (url: string): string =>
  url.replace(/^(\w+:\/\/[^/:@]*):.*@/, '$1:…@').replace(/([?&]\w*password=)[^&]*/gi, '$1…');

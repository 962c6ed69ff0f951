import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import pg from 'pg';
import {onTestFinished} from 'vitest';
import {tempDir} from '../helpers/temp.js';

/** The lab's PostgreSQL; undefined: there is none. */
export const POSTGRES = process.env.LAB_POSTGRES;

/** Says loudly which tests there are not without a server. */
export function withoutPostgres(what: string): boolean {
  if (POSTGRES) return false;
  console.warn(
    `\n!!! SKIPPED: ${what}, on PostgreSQL\n!!! LAB_POSTGRES names no server: \`../shared/lab/up postgres\`\n`,
  );
  return true;
}

/** The address of a history in a file that is gone with the test. */
export const fileStore = (): string => `file:${join(tempDir(), 'history.db')}`;

/** The address of a history in a schema of the test's own, gone with it. */
export function postgresStore(): string {
  const schema = `t_${randomBytes(6).toString('hex')}`;
  onTestFinished(async () => {
    await asked(`drop schema if exists ${schema} cascade`);
  });
  return `${POSTGRES}?schema=${schema}`;
}

/** What the lab's server says to a statement, in no schema. */
export async function asked(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({connectionString: POSTGRES ?? ''});
  await client.connect();
  try {
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}

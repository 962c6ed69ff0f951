import {createServer} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {openHistory, openKept} from '../../src/history/store/open.js';
import {hasPassword, postgresAddress, shownAddress} from '../../src/history/store/postgres/address.js';
import {recordOf} from '../../src/history/store/record.js';
import {night} from './nights.js';
import {asked, POSTGRES, postgresStore, withoutPostgres} from './stores.js';

const schemaOf = (url: string): string => new URL(url).searchParams.get('schema') ?? '';

describe.skipIf(withoutPostgres('forms and refusals of a history'))('a schema of PostgreSQL', () => {
  test('is made by those who keep something alone', async () => {
    const url = postgresStore();
    await expect(openKept(url)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^there is no history in /),
    });
    expect(await asked(`select 1 from pg_namespace where nspname = '${schemaOf(url)}'`)).toEqual([]);
    await (await openHistory(url)).close();
    await (await openKept(url)).close();
  });

  test('of a newer kubedrill is refused with what to do', async () => {
    const url = postgresStore();
    await (await openHistory(url)).close();
    await asked(`insert into ${schemaOf(url)}.migration(version) values (999)`);
    await expect(openHistory(url)).rejects.toMatchObject({
      ...{exitCode: 2, nextSteps: ['update kubedrill']},
      message: expect.stringMatching(/was written by a newer kubedrill \(form 999; this one knows \d+\)/),
    });
  });

  test('of another program is refused, and stays as it is', async () => {
    const url = postgresStore();
    await asked(`create schema ${schemaOf(url)}; create table ${schemaOf(url)}.notes(text text)`);
    await expect(openHistory(url)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is of something else'),
    });
    expect(await asked(`select tablename from pg_tables where schemaname = '${schemaOf(url)}'`)).toEqual([
      {tablename: 'notes'},
    ]);
  });

  test('keeps texts that PostgreSQL cannot hold as they are', async () => {
    const store = await openHistory(postgresStore());
    onTestFinished(() => store.close());
    const record = recordOf(night(1));
    if (!record) throw new Error('a night is a run');
    const verdicts = record.verdicts.map(verdict => ({...verdict, cause: 'odd\0one'}));
    await store.add([{record: {...record, verdicts}}]);
    expect((await store.nights('pod-exec', 1))[0]?.cause).toBe('odd\u{fffd}one');
  });

  test('that no user may make, and a database that is not there, are named', async () => {
    const nowhere = new URL(POSTGRES ?? '');
    nowhere.pathname = '/no_such_database';
    await expect(openHistory(nowhere.href)).rejects.toMatchObject({
      ...{exitCode: 3, nextSteps: [expect.stringContaining('createdb')]},
      message: expect.stringContaining('"no_such_database" does not exist'),
    });
  });
});

describe('a server that does not answer', () => {
  test('is named without its password', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as {port: number};
    await new Promise(resolve => server.close(resolve));
    const error = await openHistory(`postgres://ada:hunter2@127.0.0.1:${port}/drills`).catch((e: unknown) => e);
    expect(error).toMatchObject({
      ...{exitCode: 3, nextSteps: [expect.stringContaining('start the server')]},
      message: `the history at postgres://ada:…@127.0.0.1:${port}/drills cannot be used: connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });
});

describe('an address', () => {
  test.each([
    ['postgres://ada:hunter2@db/x', 'postgres://ada:…@db/x'],
    ['postgres://ada:hun@ter:2@db/x', 'postgres://ada:…@db/x'],
    ['postgresql://ada@db/x?password=hunter2&sslmode=require', 'postgresql://ada@db/x?password=…&sslmode=require'],
    ['postgres://:hunter2@db/x', 'postgres://:…@db/x'],
  ])('%s is shown without its password', (url, shown) => {
    expect(shownAddress(url)).toBe(shown);
    expect(hasPassword(url)).toBe(true);
  });

  test.each(['postgres://ada@db/x?schema=drills', 'postgres://db/x', 'file:/a:b@c'])('%s has none', url => {
    expect(shownAddress(url)).toBe(url);
    expect(hasPassword(url)).toBe(false);
  });

  test('names a schema, which is not handed to the server as a setting', () => {
    expect(postgresAddress('postgres://db/x?schema=drills&sslmode=require')).toMatchObject({
      ...{schema: 'drills', url: 'postgres://db/x?sslmode=require'},
    });
    expect(postgresAddress('postgres://db/x').schema).toBe('kubedrill');
  });

  test.each(['postgres://db/x?schema=a"b', 'postgres://ada:hunter2@db:port/x'])('%s is refused', url => {
    expect(() => postgresAddress(url)).toThrow(
      expect.objectContaining({exitCode: 2, message: expect.not.stringContaining('hunter2')}),
    );
  });
});

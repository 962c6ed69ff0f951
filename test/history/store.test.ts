import {statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, onTestFinished, test, test as vitestTest} from 'vitest';
import {openHistory} from '../../src/history/store/open.js';
import {storeFile} from '../../src/history/store/place.js';
import {recordOf} from '../../src/history/store/record.js';
import type {HistoryStore, Kept} from '../../src/history/store/store.js';
import {seededRandom} from '../helpers/random.js';
import {tempDir} from '../helpers/temp.js';
import {night} from './nights.js';
import {fileStore, postgresStore, withoutPostgres} from './stores.js';

async function openedAt(url: string): Promise<HistoryStore> {
  const store = await openHistory(url);
  onTestFinished(() => store.close());
  return store;
}

function kept(index: number, ...more: Parameters<typeof night> extends [number, ...infer R] ? R : never): Kept {
  const record = recordOf(night(index, ...more));
  if (!record) throw new Error('a night is a run');
  return {record};
}

async function dumped(store: HistoryStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of store.dump()) lines.push(line);
  return lines;
}

describe.each([
  {where: 'in a file', fresh: fileStore, skipped: false},
  {where: 'in PostgreSQL', fresh: postgresStore, skipped: withoutPostgres('what a history keeps')},
])('a history $where', ({fresh, skipped}) => {
  const test = vitestTest.skipIf(skipped);
  const opened = () => openedAt(fresh());

  test('holds the same for every order, every partition and every repetition of the same runs', async () => {
    const whole = await opened();
    const all = Array.from({length: 12}, (_, index) => kept(index));
    expect(await whole.add(all)).toEqual({added: 12, replaced: 0});
    const expected = await dumped(whole);
    expect(expected).toHaveLength(12);
    for (let seed = 1; seed <= 8; seed++) {
      const {below, percent, shuffle} = seededRandom(seed);
      const store = await opened();
      const order = shuffle([...all, ...all.filter(() => percent(30))]);
      while (order.length) await store.add(order.splice(0, 1 + below(5)));
      expect(await dumped(store)).toEqual(expected);
    }
  });

  test('has nothing new the second time', async () => {
    const store = await opened();
    await store.add([kept(1)]);
    expect(await store.add([kept(1), kept(2)])).toEqual({added: 1, replaced: 0});
  });

  test('keeps all that is handed in at once, or none of it', async () => {
    const store = await opened();
    const broken = {record: {...kept(1).record, score: 'much' as unknown as number}};
    await expect(store.add([kept(0), broken])).rejects.toMatchObject({exitCode: 3});
    expect(await dumped(store)).toEqual([]);
    expect(await store.add([kept(0)])).toEqual({added: 1, replaced: 0});
    expect((await store.nights('pod-exec', 5)).map(({verdict}) => verdict)).toEqual(['detected']);
  });

  test('takes the longer of two logs of one run, in whatever order they come', async () => {
    const [cut, full] = [kept(0, {untilMs: 20_000}), kept(0, {variant: 'one missed'})];
    expect(cut.record.uid).toBe(full.record.uid);
    const [early, late] = [await opened(), await opened()];
    await early.add([full]);
    expect(await early.add([cut])).toEqual({added: 0, replaced: 0});
    await late.add([cut]);
    expect(await late.add([full])).toEqual({added: 0, replaced: 1});
    expect(await dumped(late)).toEqual(await dumped(early));
    expect((await late.nights('pod-exec', 5)).map(({verdict}) => verdict)).toEqual(['missed']);
  });

  test('gives back what was handed in, all of it', async () => {
    const store = await opened();
    const given = kept(3, {variant: 'false alarm'});
    await store.add([given]);
    const [line = ''] = await dumped(store);
    const byId = (a: {scenario: string}, b: {scenario: string}) => (a.scenario < b.scenario ? -1 : 1);
    expect(JSON.parse(line)).toEqual({...given.record, verdicts: given.record.verdicts.toSorted(byId)});
  });

  test('counts what is flaky apart, and keeps each attempt', async () => {
    const store = await opened();
    const given = kept(1);
    const missed = given.record.verdicts.find(({verdict}) => verdict === 'missed');
    if (!missed) throw new Error('one is missed');
    const again = {...missed, attempt: 2, verdict: 'detected', broken: null, cause: null} as const;
    await store.add([{record: {...given.record, verdicts: [...given.record.verdicts, again]}}]);
    expect((await store.newest(1))[0]?.endings).toEqual({detected: 4, prevented: 1, flaky: 1});
    expect((await store.nights(missed.scenario, 1)).map(({attempt, verdict}) => [attempt, verdict])).toEqual([
      [1, 'missed'],
      [2, 'detected'],
    ]);
  });

  test('finds a run by its id and by its uid, and the records of a place from the oldest on', async () => {
    const store = await opened();
    const [first, second] = [kept(1), kept(2)];
    await store.add([second, first]);
    const {fleet, cluster, drill, uid} = first.record;
    expect((await store.named('r1')).map(row => row.uid)).toEqual([uid]);
    expect((await store.named(uid)).map(row => row.uid)).toEqual([uid]);
    expect(await store.named('r3')).toEqual([]);
    expect(await store.places()).toEqual([{fleet, cluster, drill}]);
    expect((await store.records({fleet, cluster, drill})).map(record => record.uid)).toEqual([uid, second.record.uid]);
    expect(await store.records({fleet, cluster: 'elsewhere', drill})).toEqual([]);
    expect(await store.scenarios()).toContain('pod-exec');
  });

  test('keeps what people decided on baselines, in their order, and out of the dump', async () => {
    const store = await opened();
    const place = {fleet: 'prod', cluster: 'eu-1', drill: 'core'};
    const decision = {scenario: 'pod-exec', since: 1_800_000_000_000, at: 1_800_000_000_001, who: 'ada', why: 'Loki 3'};
    const reset = {...decision, since: null, at: 5, why: 'too early'};
    await store.decide(place, [decision]);
    await store.decide(place, [reset]);
    expect(await store.decisions(place)).toEqual([decision, reset]);
    expect(await store.decisions({...place, cluster: 'eu-2'})).toEqual([]);
    expect(await dumped(store)).toEqual([]);
  });

  test('is there for whoever opens it next, and is written by several at once', async () => {
    const url = fresh();
    const stores = await Promise.all(Array.from({length: 4}, () => openedAt(url)));
    await Promise.all(stores.flatMap((store, index) => [store.add([kept(index)]), store.add([kept(index + 4)])]));
    expect((await (await openedAt(url)).newest(99)).map(({uid}) => uid.split(' ')[1])).toEqual(
      [7, 6, 5, 4, 3, 2, 1, 0].map(index => `r${index}`),
    );
  });

  test('lists the newest runs first, and the nights of a scenario with the newest last', async () => {
    const store = await opened();
    await store.add([2, 0, 1].map(index => kept(index)));
    expect((await store.newest(2)).map(({uid}) => uid.split(' ')[1])).toEqual(['r2', 'r1']);
    expect((await store.newest(9))[1]).toMatchObject({green: false, endings: {missed: 1, detected: 4, prevented: 1}});
    expect((await store.nights('pod-exec', 2)).map(({uid}) => uid.split(' ')[1])).toEqual(['r1', 'r2']);
    const [missed] = await store.nights('pod-exec', 2);
    expect(missed).toMatchObject({
      verdict: 'missed',
      broken: 'alerted',
      cause: expect.stringContaining('not loaded'),
      kind: 'kind',
    });
    expect(missed).toMatchObject({total: null, sla: 30_000});
    expect(missed?.cause).not.toMatch(/kd-[0-9a-f]/);
  });
});

describe('a file', () => {
  test('is for its owner alone', async () => {
    const file = join(tempDir(), 'history.db');
    await openedAt(`file:${file}`);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('of a newer kubedrill is refused with what to do', async () => {
    const file = join(tempDir(), 'history.db');
    await (await openHistory(`file:${file}`)).close();
    const db = new DatabaseSync(file);
    db.exec('pragma user_version = 999');
    db.close();
    await expect(openHistory(`file:${file}`)).rejects.toMatchObject({
      ...{exitCode: 2, nextSteps: ['update kubedrill']},
      message: expect.stringMatching(/was written by a newer kubedrill \(form 999; this one knows \d+\)/),
    });
  });

  test('of another program is refused, and stays as it is', async () => {
    const file = join(tempDir(), 'other.db');
    const db = new DatabaseSync(file);
    db.exec('create table notes(text text)');
    await expect(openHistory(`file:${file}`)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('a database of something else'),
    });
    expect(db.prepare('select name from sqlite_schema').all()).toEqual([{name: 'notes'}]);
    db.close();
  });

  test('that is no database is refused', async () => {
    const file = join(tempDir(), 'text.db');
    writeFileSync(
      file,
      'This is a text that is long enough to be looked at as the head of a database file.\n'.repeat(20),
    );
    await expect(openHistory(`file:${file}`)).rejects.toMatchObject({exitCode: 2, message: `${file} is not a history`});
  });
});

describe('the place of a history', () => {
  const on = (type: number) => () => storeFile('file:/nowhere/yet/history.db', () => ({type}));

  test.each([
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['CIFS', 0xff534d42 - 2 ** 32],
    ['FUSE', 0x65735546],
  ])('may not be %s', (name, type) => {
    expect(on(type)).toThrow(
      expect.objectContaining({exitCode: 2, message: expect.stringContaining(`lies on ${name}`)}),
    );
  });

  test('may be a local disk', () => {
    expect(on(0xef53)()).toBe('/nowhere/yet/history.db');
  });

  test.each(['history.db', 'http://x', 'file:'])('is not %s', url => {
    expect(() => storeFile(url)).toThrow(expect.objectContaining({exitCode: 2}));
  });
});

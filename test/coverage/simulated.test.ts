import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {exitCodeOf} from '../../src/coverage/exit-code.js';
import {CoverageSchema} from '../../src/coverage/result.js';
import type {LogName} from '../../src/coverage/words.js';
import {readJournal} from '../../src/run/journal/read.js';
import {fastClock} from '../helpers/fast-clock.js';
import {stackOf} from '../helpers/stack.js';
import {tempDir} from '../helpers/temp.js';
import {coverageOn} from './coverage.js';
import {auditedIn, auditRecords, eventRecords, logStore, type StoredDocument} from './log-store.js';

/** A run against a store that a shipper fills from the simulated cluster's own log, as `change` has it. */
async function shipped(
  change: (records: StoredDocument[], dir: string) => StoredDocument[],
  {
    logs = 'logs: {events: {in: elasticsearch, index: logs}}\n',
    ...more
  }: {logs?: string} & Parameters<typeof coverageOn>[1] = {},
) {
  const dir = tempDir();
  const store = await logStore(() => change([...auditRecords(dir), ...eventRecords(dir)], dir));
  const source = `{type: elasticsearch, url: "${store.url}", index: logs, every: 50ms}`;
  const result = await coverageOn(dir, {stack: stackOf([source], {more: logs}), ...more});
  const of = (log: LogName) => result.logs.find(trace => trace.log === log);
  return {dir, store, result, of};
}

/** What must be found missing is waited for: two seconds instead of forty. */
const HASTE = {clock: fastClock(20), withinMs: 20_000};

const numberOf = ({source}: StoredDocument): number =>
  Number(/kda1b2c3(?:audit|events)[ -]n[=-](\d+)/.exec(JSON.stringify(source))?.[1] ?? 0);

describe('coverage on a simulated cluster, against a store over HTTP', () => {
  test('all markers of the audit log and of Events arrive; nothing is left, and the result fits its schema', async () => {
    const {dir, result, of} = await shipped(records => records);
    expect(of('audit')).toMatchObject({
      ...{state: 'arrived', written: 30, lost: 0, pattern: null, next: []},
      source: {where: 'audit-log', seen: 30},
      store: {source: 'elasticsearch', seen: 30, duplicates: 0},
    });
    expect(of('events')).toMatchObject({
      ...{state: 'arrived', written: 30, lost: 0},
      source: {where: 'the list of Events', seen: 30},
      store: {source: 'elasticsearch', where: 'logs', seen: 30, duplicates: 0},
    });
    expect(of('events')?.latency?.max).toBeGreaterThan(0);
    expect(exitCodeOf(result)).toBe(0);
    expect(CoverageSchema.parse(JSON.parse(readFileSync(join(dir, 'coverage.json'), 'utf8')))).toEqual(result);
    expect(readJournal(join(dir, 'journal.ndjson'))).toBeUndefined();
    const deleted = auditedIn(dir)
      .filter(e => e.verb === 'delete')
      .map(e => e.requestURI);
    expect(deleted).toEqual(['/api/v1/namespaces/kd-a1b2c3']);
  });

  test('a shipper that drops every tenth line is found out', async () => {
    const {result, of} = await shipped(
      records => records.filter(r => numberOf(r) === 0 || numberOf(r) % 10 !== 0),
      HASTE,
    );
    for (const log of ['audit', 'events'] as const) {
      expect(of(log)).toMatchObject({
        ...{state: 'lossy', reason: '3 of 30 are lost', written: 30, lost: 3, pattern: 'every 10th'},
        store: {seen: 27},
        next: [expect.stringContaining('sampling or a throttle')],
      });
    }
    expect(exitCodeOf(result)).toBe(1);
  });

  test('a shipper that reads nothing: missing, with the last link that held', async () => {
    const {result, of} = await shipped(() => [], HASTE);
    expect(of('audit')).toMatchObject({
      state: 'missing',
      reason: 'audit-log shows 30, and none is in elasticsearch',
      latency: null,
      next: [expect.stringContaining('--audit-log-path'), expect.any(String)],
    });
    expect(of('events')).toMatchObject({state: 'missing', reason: 'the list of Events shows 30, and none is in logs'});
    expect(exitCodeOf(result)).toBe(1);
  });

  test('records that come twice are counted', async () => {
    const {of} = await shipped(records => [...records, ...records.map(r => ({...r, id: `${r.id} again`}))]);
    expect(of('events')).toMatchObject({
      ...{state: 'arrived', store: {seen: 30, duplicates: 30}},
      next: [expect.stringContaining('30 records came twice')],
    });
    expect(of('audit')).toMatchObject({state: 'arrived', store: {seen: 30, duplicates: 30}});
  });

  test('records that come after the time that is allowed are late, not missing', async () => {
    const {result, of} = await shipped(records => records, {withinMs: 1});
    expect(of('events')).toMatchObject({
      state: 'late',
      lost: 0,
      reason: expect.stringMatching(/ of 30 came after 1 ms/),
    });
    expect(exitCodeOf(result)).toBe(1);
  });

  test('a store that cannot be asked is not observable, never missing', async () => {
    const dir = tempDir();
    const source = '{type: elasticsearch, url: "http://127.0.0.1:9", index: logs, every: 50ms}';
    const more = 'logs: {events: {in: elasticsearch}}\n';
    const result = await coverageOn(dir, {stack: stackOf([source], {more}), ...HASTE});
    for (const log of ['audit', 'events']) {
      expect(result.logs.find(t => t.log === log)).toMatchObject({
        state: 'not observable',
        reason: expect.stringContaining('http://127.0.0.1:9'),
      });
    }
    expect(exitCodeOf(result)).toBe(4);
  });

  test('what the audit policy drops is said before anything is called missing', async () => {
    const result = await coverageOn(tempDir(), {
      policy: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]',
    });
    expect(result.logs.find(t => t.log === 'audit')).toMatchObject({
      state: 'not observable',
      reason: expect.stringContaining('the audit policy drops reads of ConfigMaps'),
    });
  });

  test('a log source whose store the stack file does not name is skipped, and nothing is written there', async () => {
    const {dir, of} = await shipped(records => records, {logs: ''});
    expect(of('events')).toMatchObject({
      ...{state: 'skipped', written: 0, source: null, store: null},
      reason: 'the stack file does not say where Events are kept',
      next: [expect.stringContaining('logs: {events: {in: ID-OF-A-SOURCE')],
    });
    expect(auditedIn(dir).filter(e => e.verb === 'create' && e.objectRef?.resource === 'events')).toEqual([]);
  });

  test('stopped in the middle, it removes what it made, and closes its journal', async () => {
    const dir = tempDir();
    const stop = new AbortController();
    const store = await logStore(() => {
      if (auditedIn(dir).length > 20) stop.abort(new Error('stopped by the test'));
      return [];
    });
    const source = `{type: elasticsearch, url: "${store.url}", index: logs, every: 50ms}`;
    await expect(coverageOn(dir, {stack: stackOf([source]), abort: stop.signal})).rejects.toThrow(
      'stopped by the test',
    );
    expect(auditedIn(dir).at(-1)).toMatchObject({requestURI: expect.stringContaining('/namespaces/kd-a1b2c3')});
    expect(readJournal(join(dir, 'journal.ndjson'))).toBeUndefined();
    expect(existsSync(join(dir, 'coverage.json'))).toBe(false);
  });
});

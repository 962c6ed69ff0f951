import {describe, expect, test} from 'vitest';
import {exitCodeOf} from '../../src/coverage/exit-code.js';
import {judge, unjudged} from '../../src/coverage/judge.js';
import {describeLoss} from '../../src/coverage/loss.js';
import type {InStore, Observation} from '../../src/coverage/observation.js';
import type {LogName} from '../../src/coverage/words.js';

const SLA_MS = 1000;
const numbers = (count: number) => Array.from({length: count}, (_, i) => i + 1);
const at = (list: readonly number[], ms: number) => new Map(list.map(n => [n, ms]));

const stored = (list: readonly number[], change: Partial<InStore> = {}): InStore => ({
  ...{source: 'elasticsearch', where: 'logs-*', seen: at(list, 500), duplicates: 0},
  ...change,
});

const observed = (log: LogName, store: InStore | undefined, change: Partial<Observation> = {}): Observation => ({
  ...{log, written: at(numbers(20), 0), certain: true, source: {where: 'the source', seen: 20}, damage: []},
  ...(store && {store}),
  ...change,
});

describe('what an observation comes to', () => {
  test('percentiles are from writing until found', () => {
    const seen = new Map(numbers(20).map(n => [n, n * 10]));
    expect(judge(observed('nodes', stored([], {seen})), SLA_MS)).toMatchObject({
      state: 'arrived',
      latency: {p50: 0.1, p95: 0.19, max: 0.2},
    });
  });

  test('some after the time that is allowed: late', () => {
    const seen = new Map([...at(numbers(20), 10), [7, 1500]]);
    expect(judge(observed('nodes', stored([], {seen})), SLA_MS)).toMatchObject({
      ...{state: 'late', reason: '1 of 20 came after 1.0 s', lost: 0},
      next: [expect.stringContaining('longest interval')],
    });
  });

  test('a line that did not come whole is lossy, though every number is there', () => {
    const damage = ['a line of more than 16 KiB came in pieces'];
    expect(judge(observed('pods', stored(numbers(20)), {damage}), SLA_MS)).toMatchObject({
      ...{state: 'lossy', reason: damage[0], lost: 0},
      next: [expect.stringContaining('CRI parser')],
    });
  });

  test('what the cluster itself does not show was lost before any shipper', () => {
    const source = {where: 'the journal of node-1', seen: 15};
    expect(judge(observed('nodes', stored(numbers(15)), {source}), SLA_MS)).toMatchObject({
      ...{state: 'lossy', lost: 5, pattern: 'the last 5'},
      next: [expect.stringContaining('RateLimitBurst')],
    });
    expect(judge(observed('nodes', stored([]), {source: {...source, seen: 0}}), SLA_MS)).toMatchObject({
      state: 'missing',
      reason: 'written, and not even the cluster shows it (the journal of node-1)',
    });
  });

  test('a log that nobody can look at, and that nothing comes from, is not called missing', () => {
    const source = {where: 'logs', unknown: 'the control plane runs in no pods of this cluster'};
    const trace = judge(observed('control-plane', stored([]), {source, certain: false}), SLA_MS);
    expect(trace).toMatchObject({state: 'not observable', reason: source.unknown, source: {seen: null}});
    expect(judge(observed('control-plane', stored(numbers(20)), {source, certain: false}), SLA_MS).state).toBe(
      'arrived',
    );
    expect(judge(observed('containers', stored([]), {source}), SLA_MS).state).toBe('missing');
  });

  test('a store that could not be asked to the end leaves open what is in it', () => {
    const store = stored(numbers(12), {unknown: 'connection refused'});
    expect(judge(observed('events', store), SLA_MS)).toMatchObject({
      state: 'not observable',
      reason: 'connection refused',
    });
    expect(judge(observed('events', stored(numbers(20), {unknown: 'connection refused'})), SLA_MS).state).toBe(
      'arrived',
    );
  });

  test('records that are there, and out of the time that is looked at, are told instead of the usual advice', () => {
    const astray = 'records are in logs-1, outside of the time or query that is looked at';
    expect(judge(observed('nodes', stored([], {astray})), SLA_MS)).toMatchObject({state: 'missing', next: [astray]});
  });

  test('one stream of two, and one type of two, are named', () => {
    const odd = numbers(20).filter(n => n % 2);
    expect(judge(observed('containers', stored(odd)), SLA_MS).next).toEqual([
      expect.stringContaining('even ones stderr'),
    ]);
    expect(judge(observed('events', stored(odd)), SLA_MS).next).toEqual([expect.stringContaining('even ones Warning')]);
  });

  test('without a store the source is the end of the way', () => {
    expect(judge(observed('nodes', undefined), SLA_MS)).toMatchObject({state: 'arrived', store: null, latency: null});
    const source = {where: 'the journal', unknown: 'no journalctl'};
    expect(judge(observed('nodes', undefined, {source}), SLA_MS)).toMatchObject({state: 'not observable'});
  });
});

test.each([
  [[10, 20], 20, 'among them 10, 20'],
  [[10, 20, 30], 30, 'every 10th'],
  [[2, 4, 6], 6, 'every second'],
  [[1, 2, 3], 9, 'the first 3'],
  [[8, 9], 9, 'the last 2'],
  [[4, 5, 6], 9, '4 to 6, in one piece'],
  [[5], 9, 'number 5'],
  [[1, 3, 4, 6, 7, 9], 12, 'among them 1, 3, 4, 6, 7 …'],
  [[20, 30, 40], 90, 'among them 20, 30, 40'],
  [[], 9, undefined],
  [[1, 2], 2, undefined],
])('of %j lost of %i it is said: %s', (lost, written, said) => {
  expect(describeLoss(lost, written)).toBe(said);
});

describe('the exit code', () => {
  const ofStates = (...states: ('arrived' | 'skipped' | 'not observable' | 'missing' | 'late' | 'lossy')[]) =>
    exitCodeOf({logs: states.map(state => ({...unjudged('nodes', 'skipped', '', []), state})), left: []});

  test.each([
    [['arrived', 'skipped'], 0],
    [['arrived', 'missing', 'not observable'], 1],
    [['late', 'arrived'], 1],
    [['lossy'], 1],
    [['arrived', 'not observable'], 4],
    [['skipped', 'skipped'], 4],
  ] as const)('of %j is %i', (states, code) => {
    expect(ofStates(...states)).toBe(code);
  });

  test('is 1 when something was left behind', () => {
    const logs = [{...unjudged('nodes', 'skipped', '', []), state: 'arrived' as const}];
    expect(exitCodeOf({logs, left: ['/api/v1/namespaces/kd-a1b2c3']})).toBe(1);
  });
});

import {appendFileSync, rmSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import type {SilenceBounds} from '../../../src/cluster/kind/audit-log/silence.js';
import {realClock} from '../../../src/lib/clock.js';
import {auditLogSource} from '../../../src/sources/api-server/audit-log.js';
import {frozenEngine} from '../../helpers/frozen-engine.js';

/** The audit log of a node as a source, followed. */
async function followed(bounds?: SilenceBounds) {
  const engine = frozenEngine(bounds);
  const source = auditLogSource(engine.feed, realClock);
  const seen: string[] = [];
  const abort = new AbortController();
  onTestFinished(() => {
    engine.thaw();
    abort.abort();
  });
  const interest = {has: () => true, auditIds: () => [], tokens: () => []};
  await source.start(({evidence}) => seen.push(evidence.ref ?? ''), interest, abort.signal);
  const sight = (from: number) => source.sight(from, realClock.now(), 'missed');
  return {...engine, source, seen, sight, signal: abort.signal};
}

const event = (auditID: string) => `${JSON.stringify({auditID, stage: 'ResponseComplete', level: 'Metadata'})}\n`;

test('before anything is missed, what stands in the log is handed on', async () => {
  const {log, source, seen, sight, signal} = await followed();
  const from = realClock.now();
  appendFileSync(log, event('a'));
  await source.refresh?.(signal);
  await source.refresh?.(signal);
  expect(seen).toEqual(['a']);
  expect(sight(from)).toEqual({state: 'clear'});
});

test('a frozen node is waited for, then blind since its last word; it recovers, and loses nothing', async () => {
  const {log, source, seen, sight, signal, freeze, thaw} = await followed();
  await source.refresh?.(signal);
  freeze();
  const from = realClock.now();
  appendFileSync(log, event('b'));
  await source.refresh?.(signal);
  expect(sight(from)).toEqual({
    state: 'blind',
    reason: 'no data from node-1 for 3 seconds: it hangs or is overloaded',
  });
  thaw();
  await expect.poll(() => seen).toEqual(['b']);
  await source.refresh?.(signal);
  const later = realClock.now();
  await source.refresh?.(signal);
  expect(sight(later)).toEqual({state: 'clear'});
  expect(sight(from)).toMatchObject({state: 'blind'});
});

test('waiting for the next word ends with the run', async () => {
  const {source, freeze} = await followed();
  freeze();
  const stop = new AbortController();
  const waiting = source.refresh?.(stop.signal);
  stop.abort(new Error('the run was stopped'));
  await expect(waiting).rejects.toThrow('the run was stopped');
});

test('a way to the node that hangs is opened again where it stood, and nothing is lost', async () => {
  const {log, source, seen, sight, signal, freeze} = await followed({silentMs: 2000, hangingMs: 2500});
  await source.refresh?.(signal);
  freeze();
  const from = realClock.now();
  appendFileSync(log, event('c'));
  await expect.poll(() => seen).toEqual(['c']);
  expect(sight(from)).toMatchObject({state: 'blind'});
  await source.refresh?.(signal);
  const later = realClock.now();
  await source.refresh?.(signal);
  expect(sight(later)).toEqual({state: 'clear'});
});

test('where there is no log yet, nobody says that it is read, until it comes', async () => {
  const {log, feed} = frozenEngine();
  rmSync(log);
  const states: string[] = [];
  const lines: string[] = [];
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  await feed.follow(
    came => lines.push(...came),
    (state, reason) => states.push(reason ?? state),
    abort.signal,
  );
  appendFileSync(log, event('d'));
  await expect.poll(() => lines).toHaveLength(1);
  expect(new Set(states)).toEqual(new Set([`there is no ${log} in node-1`, 'up']));
  expect(states[0]).toBe(`there is no ${log} in node-1`);
});

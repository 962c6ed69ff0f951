import {describe, expect, onTestFinished, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import {sendCanary} from '../../src/drill/preflight/send-canary.js';
import {type Clock, realClock} from '../../src/lib/clock.js';
import {claimOf} from '../../src/sources/claim.js';
import type {Signal} from '../../src/sources/source.js';
import {eventually} from '../helpers/eventually.js';
import {simulated} from '../helpers/simulated.js';
import {never} from '../helpers/source.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

/** Sends a canary to a simulated API server; `saw` hands its audit event on as sources would, once it is written. */
async function fly(
  saw: (tell: (source: string, change?: Partial<Signal>) => void) => void,
  {sources, withinMs, clock = realClock}: {sources: string[]; withinMs: number; clock?: Clock},
) {
  const {kubeConfig, events} = await simulated();
  const client = new ApiClient(kubeConfig, 'test/1');
  onTestFinished(() => client.close());
  const heard = new Set<(signal: Signal) => void>();
  const expected = new Set<string>();
  const flying = sendCanary({
    client,
    clock,
    hear: listener => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    expect: auditId => {
      expected.add(auditId);
      return () => expected.delete(auditId);
    },
    sources,
    withinMs,
    abort: never,
  });
  const [auditId] = expected;
  await eventually(() => expect(events().some(e => e.auditID === auditId)).toBe(true));
  const event = events().find(e => e.auditID === auditId);
  if (!event) throw new Error('the canary left no event');
  saw((source, change = {}) => {
    const evidence = {kind: 'audit event', ref: event.auditID, document: null} as const;
    const signal = {source, stage: 'audited', seenAt: clock.now(), claims: [claimOf(event)], evidence} as const;
    for (const listener of heard) listener({...signal, sourceTime: event.stageTimestamp, ...change});
  });
  if (clock instanceof SteppedClock)
    await eventually(() => expect(clock.sleeping).toBe(1)).then(() => clock.advance(withinMs));
  return {result: await flying, event, heard, expected};
}

describe('a canary', () => {
  test('is a harmless read of a name of its own, and flies until every source has seen it', async () => {
    const chain = {sources: ['log', 'store'], withinMs: 20_000};
    const {result, event, heard, expected} = await fly(tell => {
      tell('log');
      tell('store', {stage: 'collected'});
    }, chain);
    expect(event).toMatchObject({verb: 'get', responseStatus: {code: 404}});
    expect(event.requestURI).toMatch(/^\/api\/v1\/namespaces\/default\/configmaps\/kubedrill-canary-[0-9a-f]{8}$/);
    expect(Object.keys(result.latencies)).toEqual(['log', 'store']);
    expect(result.skewMs).toBeDefined();
    expect([heard.size, expected.size]).toEqual([0, 0]);
  });

  test('does not arrive at a source that sees nothing, or only what is not of it', async () => {
    const {result} = await fly(
      tell => {
        tell('log');
        tell('store', {claims: [{auditId: 'another'}]});
      },
      {sources: ['log', 'store'], withinMs: 10_000, clock: new SteppedClock()},
    );
    expect(Object.keys(result.latencies)).toEqual(['log']);
  });

  test('counts the first sight of a source, and tells clocks that differ', async () => {
    const seenAt = realClock.now() + 5000;
    const tenMinutesAhead = new Date(Date.now() + 600_000).toISOString();
    const {result} = await fly(
      tell => {
        tell('log', {seenAt, sourceTime: tenMinutesAhead});
        tell('log', {seenAt: seenAt + 5000});
      },
      {sources: ['log'], withinMs: 20_000},
    );
    expect(result.latencies.log).toBeLessThan(5000);
    expect(Math.round((result.skewMs ?? 0) / 60_000)).toBe(10);
  });
});

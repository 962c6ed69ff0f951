import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Clock} from '../../lib/clock.js';
import {sleepUnless} from '../../lib/until.js';
import type {Listening} from '../../run/listening.js';
import type {Signal} from '../../sources/source.js';

/** What a canary found. */
export interface CanaryResult {
  /** Source → when it saw the canary's evidence, in milliseconds after the response; absent: it never did. */
  latencies: Record<string, number>;
  /** The API server's clock minus ours, in milliseconds, as far as one audit event can tell. */
  skewMs?: number;
}

/** How a canary is sent, and by whom it is waited for. */
export interface Flight extends Pick<Listening, 'hear' | 'expect'> {
  client: ApiClient;
  clock: Clock;
  /** Ids of the sources that it must pass. */
  sources: readonly string[];
  withinMs: number;
  abort: AbortSignal;
}

/**
 * Sends one harmless request down the chain: a read of a ConfigMap that does not exist. Its audit event must come out
 * at every source that sees events or records. A name of its own tells it from any other request.
 */
export async function sendCanary(flight: Flight): Promise<CanaryResult> {
  const {client, clock, hear, expect, sources, withinMs, abort} = flight;
  const auditId = randomUUID();
  const arrived = new AbortController();
  const seen = new Map<string, Signal>();
  const forget = expect(auditId);
  const stop = hear(s => {
    if (seen.has(s.source) || !s.claims.some(claim => claim.auditId === auditId)) return;
    seen.set(s.source, s);
    if (sources.every(id => seen.has(id))) arrived.abort();
  });
  try {
    const path = `/api/v1/namespaces/default/configmaps/kubedrill-canary-${auditId.slice(0, 8)}`;
    const sentAt = clock.wall().getTime();
    await client.send({method: 'GET', path}, {auditId, signal: abort});
    const answeredAt = clock.now();
    const answeredWall = clock.wall().getTime();
    await sleepUnless(arrived.signal, withinMs, clock, abort);
    const audited = [...seen.values()].find(s => s.stage === 'audited');
    return {
      latencies: Object.fromEntries([...seen].map(([id, s]) => [id, Math.max(0, s.seenAt - answeredAt)])),
      ...(audited && {skewMs: skewOf(audited, sentAt, answeredWall)}),
    };
  } finally {
    stop();
    forget();
  }
}

/** The event was stamped between sending and answer, so a stamp outside of that interval is the difference of clocks. */
function skewOf(signal: Signal, sentAt: number, answeredAt: number): number {
  const stamped = Date.parse(signal.sourceTime ?? '');
  if (!Number.isFinite(stamped)) return 0;
  return stamped < sentAt ? stamped - sentAt : Math.max(0, stamped - answeredAt);
}

import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../cluster/client.js';
import type {Clock} from '../lib/clock.js';
import type {Signal} from '../sources/source.js';

/** How long a canary may take before the chain counts as broken. */
const CANARY_WITHIN_MS = 10_000;

/** What a canary found: when its evidence was seen, in milliseconds after the response, or that it never was. */
export interface CanaryResult {
  latencyMs?: number;
  /** The API server's clock minus ours, in milliseconds, as far as one-second headers and one event can tell. */
  skewMs?: number;
}

/**
 * Sends one harmless request down the chain: a read of a ConfigMap that does not exist. Its audit event must come out
 * at the source. A name of its own tells it from any other request.
 *
 * @param hear registers a listener for signals and returns the way to stop.
 */
export async function sendCanary(
  client: ApiClient,
  clock: Clock,
  hear: (listener: (signal: Signal) => void) => () => void,
  abort: AbortSignal,
): Promise<CanaryResult> {
  const auditId = randomUUID();
  const arrived = new AbortController();
  let signal: Signal | undefined;
  const stop = hear(s => {
    if (s.stage !== 'audited' || !s.events.some(e => e.auditID === auditId)) return;
    signal ??= s;
    arrived.abort();
  });
  try {
    const path = `/api/v1/namespaces/default/configmaps/kubedrill-canary-${auditId.slice(0, 8)}`;
    const sentAt = clock.wall().getTime();
    await client.send({method: 'GET', path}, {auditId, signal: abort});
    const answeredAt = clock.now();
    const answeredWall = clock.wall().getTime();
    if (!signal)
      await clock.sleep(CANARY_WITHIN_MS, AbortSignal.any([abort, arrived.signal])).catch(() => abort.throwIfAborted());
    if (!signal) return {};
    return {latencyMs: Math.max(0, signal.seenAt - answeredAt), skewMs: skewOf(signal, sentAt, answeredWall)};
  } finally {
    stop();
  }
}

/** The event was stamped between sending and answer, so a stamp outside of that interval is the difference of clocks. */
function skewOf(signal: Signal, sentAt: number, answeredAt: number): number {
  const stamped = Date.parse(signal.sourceTime ?? '');
  if (!Number.isFinite(stamped)) return 0;
  return stamped < sentAt ? stamped - sentAt : Math.max(0, stamped - answeredAt);
}

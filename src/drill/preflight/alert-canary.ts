import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Clock} from '../../lib/clock.js';
import {formatDuration} from '../../lib/duration.js';
import {sleepUnless} from '../../lib/until.js';
import type {Listening} from '../../run/listening.js';
import {textsOf} from '../../sources/claim.js';
import type {Source} from '../../sources/source.js';
import {type Finding, ok, warning} from './check.js';

/** How long an alert may take beyond what its source says of itself, before it counts as lost. */
const SLACK_MS = 10_000;
const TITLE = 'canary';

/** What canaries for sources of alerts are sent with. */
export interface AlertFlight extends Pick<Listening, 'hear' | 'expect'> {
  client: ApiClient;
  clock: Clock;
  sources: readonly Source[];
  abort: AbortSignal;
}

/** What came of one source's canary; `lost`: nothing came of it. */
export interface Landed {
  source: string;
  lost: boolean;
  finding: Finding;
}

/** Sends each source of alerts that has one the request that its product's own rules note down, and waits for that. */
export const alertCanaries = (flight: AlertFlight): Promise<Landed[]> =>
  Promise.all(flight.sources.filter(s => s.canary !== undefined).map(source => fly(source, flight)));

async function fly(source: Source, {client, clock, hear, expect, abort}: AlertFlight): Promise<Landed> {
  const auditId = randomUUID();
  const name = `kubedrill-canary-${auditId.slice(0, 8)}`;
  const request = source.canary?.request(name);
  const what = source.canary?.what ?? '';
  const arrived = new AbortController();
  let seenAt: number | undefined;
  const forget = expect(auditId);
  const stop = hear(({source: id, claims}) => {
    const isOurs = claims.some(claim => claim.auditId === auditId || textsOf(claim).some(text => text.includes(name)));
    if (id !== source.id || !isOurs) return;
    seenAt ??= clock.now();
    arrived.abort();
  });
  try {
    const {code, message = ''} = request ? await client.send(request, {auditId, signal: abort}) : {code: 0};
    const answeredAt = clock.now();
    if (code >= 300) {
      const detail = `the canary for ${source.id} was not sent: ${what} was answered ${code}${message ? ` (${message})` : ''}`;
      return {source: source.id, lost: false, finding: warning('canary', TITLE, detail, [])};
    }
    const withinMs = SLACK_MS + source.budget.ms;
    await sleepUnless(arrived.signal, withinMs, clock, abort);
    if (seenAt === undefined) {
      const detail = `${source.id} posted nothing on ${what} within ${formatDuration(withinMs)}: it is not running, does not post here, is behind, or has not loaded its stock rules`;
      const next = ['check that it runs, its log, and the address of its http_output'];
      return {source: source.id, lost: true, finding: warning('canary', TITLE, detail, next)};
    }
    const latency = formatDuration(Math.max(0, seenAt - answeredAt));
    const finding = ok('canary', TITLE, `${source.stage} by ${source.id} ${latency} after ${what} was answered`);
    return {source: source.id, lost: false, finding};
  } finally {
    stop();
    forget();
  }
}

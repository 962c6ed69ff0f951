import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import type {Source} from '../../sources/source.js';
import type {Dispatcher, Playing} from './dispatch.js';
import {distinct, type EarlyAlert, isEarly} from './early.js';

/** How long the evidence of the set-up may take before the attack goes ahead without it. */
const QUIET_WITHIN_MS = 2000;

/** What a quiet check is made with. */
export interface Listening {
  log: EventLog;
  clock: Clock;
  sources: readonly Source[];
  dispatcher: Dispatcher;
}

/** Waits until the set-up's own evidence has arrived, so that an alert it raised is known before the attack begins. */
export async function quietCheck(listening: Listening, playing: Playing, signal: AbortSignal): Promise<void> {
  const {execution} = playing;
  const last = [...execution.requests.keys()].at(-1);
  // After a set-up that waited for something, it has often been there for a while.
  if (last && !playing.heardOf.has(last) && listening.sources.some(s => s.stage === 'audited' && !s.partial)) {
    await sawEvent(listening, last, signal);
  }
  const alerting = listening.sources.flatMap(source => firing(source, playing));
  const early = distinct([...playing.earlyAlerts, ...alerting]);
  listening.log.append({type: 'quiet.checked', scenario: execution.id, firing: early});
}

/** What a source is alerting on already, and could be taken for what the attack is expected to raise. */
const firing = (source: Source, playing: Playing): EarlyAlert[] =>
  (source.firing?.() ?? [])
    .filter(({rule: id, claims}) => isEarly({source, rule: {id, title: id}, claims}, playing))
    .map(({rule}) => ({source: source.id, rule}));

async function sawEvent({dispatcher, clock}: Listening, auditId: string, signal: AbortSignal): Promise<void> {
  const seen = new AbortController();
  const stop = dispatcher.hear(s => {
    if (s.claims.some(claim => claim.auditId === auditId)) seen.abort();
  });
  await clock.sleep(QUIET_WITHIN_MS, AbortSignal.any([signal, seen.signal])).catch(() => signal.throwIfAborted());
  stop();
}
